package dev.headrace.hw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.unit.ComputeUnit;
import dev.headrace.simulator.unit.Operations;
import dev.headrace.simulator.unit.Summation;
import dev.headrace.simulator.unit.UnitType;
import dev.headrace.simulator.unit.UnitTypes;
import dev.headrace.simulator.unit.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In which order each unit adds, and which formats it refuses as it does not. */
class SummationTest {
    private static ComputeUnit unit(String type, String parameters) {
        return built(UnitTypes.all().get(type), parameters.replace('\'', '"'));
    }

    private static <P extends Record> ComputeUnit built(UnitType<P> type, String parameters) {
        return (ComputeUnit) type.build(JsonFile.MAPPER.readValue(parameters, type.parameters()), path -> path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "systolic | {'rows':4,'cols':2,'stationary':'output'} | 8 | 8 | 100 | 1 | 0",
                "systolic | {'rows':4,'cols':2,'stationary':'output','macs_per_pe':8} | 8 | 8 | 100 | 8 | 0",
                "systolic | {'rows':4,'cols':2,'stationary':'weight'} | 8 | 8 | 100 | 1 | 4",
                "systolic | {'rows':4,'cols':2,'stationary':'input','macs_per_pe':3} | 8 | 8 | 100 | 3 | 12",
                "vector | {'lanes':128} | 8 | 300 | 1 | 128 | 0",
                "online-softmax | {'lanes':64,'exp_per_cycle':8,'exp_latency':4} | 8 | 300 | 1 | 64 | 0",
                "multiplier-array | {'multipliers':512,'adds':'dot-products'} | 1 | 9 | 64 | 512 | 0",
                // 512 multipliers and 64 columns: 8 rows enter together.
                "multiplier-array | {'multipliers':512,'adds':'rows'} | 1 | 64 | 100 | 8 | 0",
                "multiplier-array | {'multipliers':512,'adds':'rows'} | 1 | 1000 | 100 | 1 | 0",
                // A score takes 4 beats of 16 as a dot product, 64 as sums; values of one key take 4 beats as sums.
                "dot | {'lanes':16} | 1 | 1 | 64 | 16 | 0",
                "dot | {'lanes':16} | 1 | 64 | 1 | 1 | 0",
                "pe-array | {'rows':16,'cols':16} | 16 | 16 | 64 | 1 | 0",
                "pe-vector | {'lanes':16} | 16 | 16 | 1 | 1 | 0"
            })
    void sumsAreMadeInTheOrderOfTheMachine(
            String type, String parameters, long rows, long cols, long depth, int tree, int fold) {
        Work work = new Work(Operations.MATMUL, rows, cols, depth, true, true);
        assertEquals(new Summation(tree, fold), unit(type, parameters).summation(work));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "systolic | {'rows':1,'cols':1,'stationary':'output','accumulate':'int8'} | fp64, fp32, bf16, fp16,"
                        + " int32",
                "systolic | {'rows':1,'cols':1,'stationary':'output','accumulate':'fp8-e5m2'} | fp64, fp32, bf16,"
                        + " fp16, int32",
                "systolic | {'rows':1,'cols':1,'stationary':'output','operands':'int32'} | fp64, fp32, bf16, fp16,"
                        + " fp8-e4m3",
                "vector | {'lanes':1,'accumulate':'int32'} | fp64, fp32, bf16, fp16;",
                "vector | {'lanes':1,'accumulate':'nvfp4'} | fp64, fp32, bf16, fp16;",
                "online-softmax | {'lanes':1,'exp_per_cycle':1,'exp_latency':1,'accumulate':'ternary'} | fp64, fp32,"
                        + " bf16, fp16;",
                "softmax-pipeline |"
                        + " {'lanes':1,'dequantize':0,'exp':0,'accumulate':0,'divide':0,'quantize':0,'sums':'fp16'} |"
                        + " fp32, fp64;",
                "multiplier-array | {'multipliers':1,'adds':'rows','sums':'int4'} | fp64, fp32, bf16, fp16, int32",
                "pe-array | {'rows':1,'cols':1,'accumulate':'int32'} | fp64, fp32, bf16, fp16;",
                "pe-vector | {'lanes':1,'accumulate':'float'} | fp64, fp32, bf16, fp16;",
                "fuse | {'lanes':1,'accumulate':'fp16'} | fp32;",
                "rms-max | {'lanes':1,'accumulate':'bf16'} | fp32;",
                "dot | {'lanes':1,'accumulate':'int8'} | fp64, fp32, bf16, fp16;"
            })
    void whatIsNotComputedWithIsRefusedWithWhatIs(String type, String parameters, String allowed) {
        Throwable refused = assertThrows(RuntimeException.class, () -> unit(type, parameters));
        while (refused.getCause() != null) {
            refused = refused.getCause();
        }
        assertTrue(refused.getMessage().contains("allowed: " + allowed), refused.getMessage());
    }

    @Test
    void aliasesAreTheFormatsThemselves() {
        ComputeUnit array = unit(
                "systolic",
                "{'rows':1,'cols':1,'stationary':'output','operands':'float8_e4m3fn','accumulate':'torch.bfloat16'}");
        assertEquals("fp8-e4m3", array.operandFormat());
        assertEquals("bf16", array.accumulatorFormat());
        assertEquals(
                "int32",
                unit("systolic", "{'rows':1,'cols':1,'stationary':'output','accumulate':'int32'}")
                        .accumulatorFormat());
    }
}
