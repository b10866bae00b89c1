package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.laws.Trial;
import dev.headrace.golden.NumberFormat;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.TensorReader;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.traces.AttentionTensor;
import dev.headrace.traces.FileTensors;
import dev.headrace.traces.ReferenceOutputs;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real q, k and v of six layers: what is stored matches outputs that another program computed in double precision. */
class ReferenceOutputsTest {

    @ParameterizedTest
    @ValueSource(strings = {"unfused", "flash-attention-1", "flash-attention-2"})
    void storedOutputsOfAllSixLayersMatchTheReferenceFile(String design) {
        Trial trial =
                Trial.of(design).with("kjv-decoder-s256").check("full").set("hardware.units.hbm.fidelity=bandwidth");
        WorkloadSpec workload = trial.setup().workload();
        WorkloadSpec.Tensors t = workload.tensors();
        Path data = Trial.home().resolve("traces/data");
        try (FileTensors inputs = FileTensors.open(
                        data.resolve(t.file()), Trial.traceShape(workload), NumberFormat.FP16, t.q(), t.k(), t.v());
                ReferenceOutputs outputs =
                        ReferenceOutputs.open(data.resolve(t.reference()), Trial.traceShape(workload), t.o())) {
            Result.Golden golden = trial.run(reader(inputs, outputs)).golden();
            assertNotNull(golden);
            assertTrue(golden.passed(), golden.toString());
            Result.Reference reference = golden.reference();
            assertNotNull(reference);
            assertTrue(reference.verdict() == Result.Verdict.PASSED, reference.toString());
            assertEquals(6 * 6 * 256 * 64, reference.outputsChecked());
            // The reference is the golden model's output to within its storage in single precision.
            assertEquals(golden.maxAbsError(), reference.maxAbsError(), 1e-6);
        }
    }

    private static TensorReader reader(FileTensors inputs, ReferenceOutputs outputs) {
        return new TensorReader() {
            @Override
            public void read(char tensor, int layer, int batch, int head, double[] into) {
                String name = ("" + tensor).toUpperCase(Locale.ROOT);
                inputs.read(AttentionTensor.valueOf(name), layer, batch, head, into);
            }

            @Override
            public boolean reference(int layer, int batch, int head, double[] into) {
                outputs.read(layer, batch, head, into);
                return true;
            }
        };
    }
}
