package dev.headrace.hw.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.hw.cost.fpga.Board;
import dev.headrace.hw.cost.money.DieCost;
import dev.headrace.hw.cost.published.Comparison;
import dev.headrace.hw.dram.Dram;
import dev.headrace.hw.dram.DramMemory;
import dev.headrace.hw.dram.DramPart;
import dev.headrace.hw.dram.DramPartFile;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.unit.Action;
import dev.headrace.simulator.unit.CostModel;
import dev.headrace.simulator.unit.Logic;
import dev.headrace.simulator.unit.Part;
import dev.headrace.simulator.unit.Primitive;
import dev.headrace.simulator.unit.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every number of every file of costs in turn, replaced by absurd ones: either it is refused in a line that says where and what is
 * allowed, or every price made with it is a finite number of 0 or more.
 */
class AbsurdValuesTest {
    private static final Path HARDWARE = Path.of("..", "configs", "hardware");
    private static final List<String> ABSURD =
            List.of("-1", "0", "1e-320", "2147483648", "1e300", "1e400", "\"x\"", "null");
    private static final List<List<Part>> PARTS = List.of(
            List.of(new Part("sram_kib", "", 64, new Shape.Ram(65536, 4, 64, 2))),
            List.of(new Part("sram_kib", "", 1 << 20, new Shape.Ram(1L << 30, 1, 4096, 9))),
            List.of(new Part("mac", "fp16", 16), new Part("register", "", 64, new Shape.Grid(16, 64, 32))),
            List.of(new Part("adder", "fp32", 7), new Part("divider", "", 1), new Part("exponential", "", 2)),
            List.of(new Part(Part.INTERFACE, "hbm2e", 1024)),
            new Logic(100, 100, 4, 3, 2).parts());

    private record Leaf(ObjectNode root, JsonNode holder, String name, int index, String pointer) {
        void set(JsonNode value) {
            if (holder instanceof ObjectNode object) {
                object.set(name, value);
            } else {
                ((ArrayNode) holder).set(index, value);
            }
        }

        JsonNode get() {
            return holder instanceof ObjectNode object ? object.get(name) : holder.get(index);
        }
    }

    private static void leaves(ObjectNode root, JsonNode at, String pointer, List<Leaf> into) {
        if (at instanceof ObjectNode object) {
            object.properties().forEach(e -> {
                if (e.getValue().isNumber()) {
                    into.add(new Leaf(root, at, e.getKey(), -1, pointer + "/" + e.getKey()));
                }
                leaves(root, e.getValue(), pointer + "/" + e.getKey(), into);
            });
        } else if (at instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i).isNumber()) {
                    into.add(new Leaf(root, at, "", i, pointer + "/" + i));
                }
                leaves(root, array.get(i), pointer + "/" + i, into);
            }
        }
    }

    /** What a file means: the numbers that come out of it. */
    private interface Meaning {
        List<Double> of(Path file);
    }

    private static List<String> wrong(Path original, Path folder, Meaning meaning) throws IOException {
        ObjectNode root = JsonFile.read(original).tree();
        List<Leaf> leaves = new ArrayList<>();
        leaves(root, root, "", leaves);
        assertTrue(!leaves.isEmpty(), original.toString());
        Path file = folder.resolve(original.getFileName());
        List<String> wrong = new ArrayList<>();
        for (Leaf leaf : leaves) {
            JsonNode was = leaf.get();
            for (String value : ABSURD) {
                // Written as text, since some are no numbers that a tree can hold.
                leaf.set(JsonFile.MAPPER.valueToTree("@@"));
                Files.writeString(file, JsonFile.MAPPER.writeValueAsString(root).replace("\"@@\"", value));
                String said = judged(file, meaning);
                if (!said.isEmpty()) {
                    wrong.add(original.getFileName() + " " + leaf.pointer() + " = " + value + ": " + said);
                }
            }
            leaf.set(was);
        }
        Files.delete(file);
        return wrong;
    }

    private static String judged(Path file, Meaning meaning) {
        try {
            List<Double> all = meaning.of(file);
            return all.stream().allMatch(x -> x >= 0 && x < 1e300) ? "" : "gives " + new TreeSet<>(all);
        } catch (InputException e) {
            String text = String.valueOf(e.getMessage());
            return text.contains("allowed") && text.contains(file.getFileName().toString()) && !text.contains("\n")
                    ? ""
                    : "complains: " + text;
        } catch (RuntimeException e) {
            return "throws " + e;
        }
    }

    private static Path find(Path named) {
        for (Path in : List.of(HARDWARE, HARDWARE.resolve("costs"), HARDWARE.resolve("dram"))) {
            Path file = in.resolve(named);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        return HARDWARE.resolve("costs").resolve(named.getFileName());
    }

    private static List<Double> prices(CostModel.Costs costs) {
        List<Double> all = new ArrayList<>();
        all.add(costs.idleWatts());
        for (List<Part> parts : PARTS) {
            CostModel.Silicon s = costs.silicon("u", parts);
            all.add(s.mm2());
            all.add(s.staticWatts());
            all.add(s.accessNs());
            for (Primitive p : Primitive.values()) {
                for (String format : List.of("fp16", "int8", "ternary", "nvfp4", "pcie5")) {
                    boolean link = format.equals("pcie5");
                    if (link == (p == Primitive.LINK_BYTE)) {
                        all.add(costs.price(new Action("u", parts, p, format, link ? format : null))
                                .pj());
                    }
                }
            }
        }
        return all;
    }

    private static List<Double> energy(Path file) {
        return prices(new CostFiles().read(file, AbsurdValuesTest::find));
    }

    private static List<Double> memory(Path file) {
        DramPart part = DramPartFile.load(file, AbsurdValuesTest::find);
        DramMemory memory = new DramMemory(part, Dram.of("p"));
        DramPart.Energy e = part.energy();
        return List.of(
                e.activatePj(),
                e.readPj(),
                e.writePj(),
                e.refreshAllPj(),
                e.refreshPerBankPj(),
                e.backgroundMw(),
                e.backgroundClosedMw(),
                memory.leastPj(1000, 1000, 1e-3),
                (double) memory.parts().size());
    }

    @Test
    void energiesAndTechnologies(@TempDir Path scratch) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String energy : List.of("flat-45nm", "cmos-16nm-stillmaker", "kv260")) {
            wrong.addAll(wrong(HARDWARE.resolve("energy/" + energy + ".json"), scratch, AbsurdValuesTest::energy));
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void memoryParts(@TempDir Path scratch) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String part : List.of("hbm2-2000", "hbm2-2000-quoted")) {
            wrong.addAll(wrong(HARDWARE.resolve("dram/" + part + ".json"), scratch, AbsurdValuesTest::memory));
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void laws(@TempDir Path scratch) throws IOException {
        Path using = scratch.resolve("technology.json");
        Files.writeString(
                using,
                "{\"name\": \"t\", \"laws\": \"cmos.json\", \"node_nm\": 16, \"scaling\": \"jouppi\", \"device\":"
                        + " \"hp\", \"kelvin\": 350}");
        List<String> wrong = wrong(HARDWARE.resolve("costs/cmos.json"), scratch, file -> energy(using));
        assertEquals(List.of(), wrong);
    }

    @Test
    void powerOfFpgas(@TempDir Path scratch) throws IOException {
        Path using = scratch.resolve("power.json");
        Files.writeString(using, "{\"name\": \"t\", \"fabric\": \"fpga.json\", \"idle_watts\": 1}");
        List<String> wrong = wrong(HARDWARE.resolve("costs/fpga.json"), scratch, file -> energy(using));
        assertEquals(List.of(), wrong);
    }

    @Test
    void money(@TempDir Path scratch) throws IOException {
        List<String> wrong = wrong(HARDWARE.resolve("costs/money.json"), scratch, file -> {
            DieCost cost = DieCost.read(file);
            long dies = cost.dies(100);
            return dies == 0
                    ? List.of()
                    : List.of(
                            (double) dies, cost.goodShare(100, cost.defects(7)), cost.dollars(100, 7, cost.defects(7)));
        });
        assertEquals(List.of(), wrong);
    }

    /** What is published may be any number above 0; what models are asked for may be nothing they have no answer to. */
    @Test
    void published(@TempDir Path scratch) throws IOException {
        Files.copy(HARDWARE.resolve("costs/cmos.json"), scratch.resolve("cmos.json"));
        List<String> wrong = wrong(HARDWARE.resolve("costs/published.json"), scratch, file -> {
            List<Double> all = new ArrayList<>();
            Comparison.of(file, named -> HARDWARE.resolve("dram").resolve(named))
                    .forEach(a -> {
                        all.add(a.model());
                        all.add(a.point().published() < Double.POSITIVE_INFINITY ? 1 : Double.NaN);
                    });
            return all;
        });
        assertEquals(List.of(), wrong);
    }

    @Test
    void boards(@TempDir Path scratch) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String board : List.of("kv260", "u280", "zcu102")) {
            wrong.addAll(wrong(HARDWARE.resolve("boards/" + board + ".json"), scratch, file -> {
                Board read = Board.read(file);
                List<Double> all = new ArrayList<>();
                for (Logic logic : List.of(read.has(), read.taken())) {
                    all.addAll(List.of(
                            (double) logic.luts(),
                            (double) logic.flipFlops(),
                            (double) logic.dsps(),
                            (double) logic.brams(),
                            (double) logic.urams()));
                }
                return all;
            }));
        }
        assertEquals(List.of(), wrong);
    }

    /** The judge is not asleep. */
    @Test
    void aNegativePriceIsFound(@TempDir Path scratch) throws IOException {
        Path file = scratch.resolve("x.json");
        Files.writeString(file, "{}");
        assertTrue(judged(file, f -> List.of(1.0, -1.0)).startsWith("gives"));
        assertTrue(judged(file, f -> List.of(Double.NaN)).startsWith("gives"));
        assertTrue(judged(file, f -> List.of(Double.POSITIVE_INFINITY)).startsWith("gives"));
        assertTrue(judged(file, f -> {
                    throw new IllegalStateException("x");
                })
                .startsWith("throws"));
    }
}
