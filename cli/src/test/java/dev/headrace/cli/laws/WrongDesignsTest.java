package dev.headrace.cli.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.laws.FaultyAttention.Fault;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.TensorReader;
import dev.headrace.simulator.spec.WorkloadSpec;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a design with a fault would store lies outside the bounds of the design without it: shipped designs are run, and
 * outputs with the fault, computed here, are compared with theirs under their bounds.
 */
class WrongDesignsTest {
    private static final int KEYS = 48;
    private static final int TILE = 16;
    private static final int DIM = 16;

    @ParameterizedTest
    @CsvSource({
        "flash-attention-1, fp16", "flash-attention-1, bf16", "flash-attention-1, fp8-e4m3",
        "flash-attention-2, fp16", "flash-attention-2, bf16", "flash-attention-2, fp8-e4m3",
        "unfused, fp16", "unfused, bf16", "unfused, fp8-e4m3",
        "streaming-sdpa-naive, fp16", "streaming-sdpa-three-pass, bf16", "streaming-sdpa-reordered, fp8-e4m3",
        "streaming-sdpa-memory-free, fp16"
    })
    void everyFaultIsMissedAndNoneIsNot(String design, String format) {
        Trial trial = trial(design, format);
        assertEquals(Result.Verdict.PASSED, verdict(trial, Fault.NONE), "without a fault");
        for (Fault fault : Fault.values()) {
            if (fault != Fault.NONE) {
                assertEquals(Result.Verdict.MISSED, verdict(trial, fault), fault.toString());
            }
        }
    }

    /** Probabilities as whole numbers are 0 or 1: no bound tells anything, and no verdict pretends so. */
    @ParameterizedTest
    @CsvSource({"flash-attention-2, int8", "flash-attention-2, ternary", "unfused, int4", "flash-attention-2, nvfp4"})
    void formatsThatCannotHoldProbabilitiesAreNeverPassed(String design, String format) {
        Trial trial = trial(design, format);
        Result.Golden golden = Objects.requireNonNull(trial.run().golden());
        assertEquals(Result.Verdict.NO_USEFUL_CHECK, golden.verdict(), golden.toString());
        assertTrue(golden.boundFrom().contains(format), golden.boundFrom());
    }

    private static Trial trial(String design, String format) {
        Trial trial = Trial.of(design)
                .shape(2, 2, 32, KEYS, DIM, DIM)
                .set("workload.mask=causal", "workload.format=" + format)
                .check("full");
        return design.startsWith("streaming") ? trial : trial.set("params.Br=16", "params.Bc=" + TILE);
    }

    private static Result.Verdict verdict(Trial trial, Fault fault) {
        WorkloadSpec workload = trial.setup().workload();
        TensorReader right = Trial.reader(workload);
        FaultyAttention faulty = new FaultyAttention(workload, right, TILE);
        TensorReader tensors = new TensorReader() {
            @Override
            public void read(char tensor, int layer, int batch, int head, double[] into) {
                right.read(tensor, layer, batch, head, into);
            }

            @Override
            public boolean reference(int layer, int batch, int head, double[] into) {
                faulty.outputs(head, fault, into);
                return true;
            }
        };
        Result.Golden golden = Objects.requireNonNull(trial.run(tensors).golden());
        Result.Verdict reference = Objects.requireNonNull(golden.reference()).verdict();
        assertEquals(fault == Fault.NONE ? Result.Verdict.PASSED : reference, golden.verdict(), golden.toString());
        assertEquals(fault != Fault.NONE, golden.why() != null, "a reference that alone misses is named");
        return reference;
    }
}
