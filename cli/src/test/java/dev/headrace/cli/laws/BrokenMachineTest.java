package dev.headrace.cli.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.TensorReader;
import dev.headrace.simulator.spec.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A machine that does something else than attention, or on other numbers, is found out by the golden check. */
class BrokenMachineTest {
    @TempDir
    Path dir;

    private static final Trial TRIAL =
            Trial.of("flash-attention-2").set("params.Br=32", "params.Bc=32").check("full");

    @Test
    void machineThatIsWholePasses() {
        assertTrue(golden(TRIAL.run()).passed());
    }

    /** The machine reads each head first, once; what it reads is changed, what the golden model reads is not. */
    @ParameterizedTest
    @ValueSource(chars = {'q', 'k', 'v'})
    void oneWrongNumberOnTheWayInIsFound(char wrong) {
        TensorReader right = Trial.reader(TRIAL.setup().workload());
        Set<String> seen = new HashSet<>();
        TensorReader faulty = (tensor, layer, batch, head, into) -> {
            right.read(tensor, layer, batch, head, into);
            synchronized (seen) {
                if (seen.add(tensor + " " + head) && tensor == wrong && head == 1) {
                    into[37] += 4;
                }
            }
        };
        Result.Golden golden = golden(TRIAL.run(faulty));
        assertFalse(golden.passed());
        assertTrue(String.valueOf(golden.worst()).contains("head 1"), golden.worst());
    }

    @Test
    void machineThatForgetsToRescaleIsFound() throws IOException {
        ObjectNode design = design();
        ArrayNode dataflow = (ArrayNode) design.get("dataflow");
        for (int i = 0; i < dataflow.size(); i++) {
            JsonNode op = dataflow.get(i);
            if (op.path("name").asString("").equals("PV")) {
                ((ObjectNode) op).put("name", "O").put("accumulate_over", "k");
            }
        }
        dataflow.remove(6);
        ((ObjectNode) design.get("buffers")).remove("PV");
        assertFalse(golden(trial(design).run()).passed(), dataflow.toString());
    }

    @Test
    void machineThatForgetsToDivideIsFound() throws IOException {
        ObjectNode design = design();
        ArrayNode dataflow = (ArrayNode) design.get("dataflow");
        for (JsonNode op : dataflow) {
            if (op.path("name").asString("").equals("A.store")) {
                ((ObjectNode) op).put("in", "O");
            }
        }
        ((ObjectNode) design.get("buffers")).remove("A");
        for (int i = dataflow.size() - 1; i >= 0; i--) {
            if (dataflow.get(i).path("name").asString("").equals("A")) {
                dataflow.remove(i);
            }
        }
        assertFalse(golden(trial(design).run()).passed(), dataflow.toString());
    }

    private static Result.Golden golden(Result result) {
        assertNotNull(result.golden());
        assertEquals(2 * 128 * 16, result.golden().outputsChecked());
        return result.golden();
    }

    private static ObjectNode design() throws IOException {
        String text = Files.readString(Trial.home().resolve("configs/designs/flash-attention-2.json"));
        ObjectNode tree = (ObjectNode) JsonFile.MAPPER.readTree(text);
        String hardware =
                Trial.home().resolve("configs/hardware/systolic-128-hbm2.json").toString();
        return tree.put("hardware", hardware);
    }

    private Trial trial(ObjectNode design) throws IOException {
        Path file = Files.writeString(dir.resolve("broken.json"), design.toString());
        return new Trial(file.toString(), TRIAL.workload(), TRIAL.sets(), TRIAL.check());
    }
}
