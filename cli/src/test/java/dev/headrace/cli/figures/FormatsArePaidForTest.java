package dev.headrace.cli.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.cli.laws.Trial;
import dev.headrace.simulator.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes and picojoules are those of the formats that numbers are in: each figure is worked out by hand. */
class FormatsArePaidForTest {
    @TempDir
    Path dir;

    /** Rows of 5 weights take whole bytes: 5 x bits / 8, rounded up. 7 rows. */
    @ParameterizedTest
    @CsvSource({
        "fp32, 20",
        "fp16, 10",
        "bf16, 10",
        "fp8-e4m3, 5",
        "fp8-e5m2, 5",
        "int8, 5",
        "int4, 3",
        "nvfp4, 3",
        "ternary, 2"
    })
    void weightsAreReadInWholeBytesOfTheirFormat(String format, long rowBytes) throws IOException {
        Result r = matmul(format, "\"K\", \"op\": \"load\", \"tensor\": \"k\", \"over\": [\"h\"]", "", "");
        assertEquals(7 * rowBytes, read(r, "k"));
        assertEquals(3 * rowBytes, read(r, "q"));
    }

    /**
     * In two tiles of 3 and 2 of the 5 columns; elements of less than a byte share one with their neighbours. int4: bits 0 to 12
     * are 2 bytes, bits 12 to 20 are bytes 1 and 2. ternary: bits 0 to 6 are 1 byte, bits 6 to 10 are bytes 0 and 1.
     */
    @ParameterizedTest
    @CsvSource({"fp32, 20", "fp16, 10", "int8, 5", "int4, 4", "nvfp4, 4", "ternary, 3"})
    void tilesOfColumnsTouchWholeBytes(String format, long rowBytes) throws IOException {
        Result r = matmul(
                format,
                "\"K\", \"op\": \"load\", \"tensor\": \"k\", \"over\": [\"h\", \"c\"]",
                ", \"c\": { \"of\": \"head_dim\", \"tile\": 3 }",
                ", \"accumulate_over\": \"c\"");
        assertEquals(7 * rowBytes, read(r, "k"));
        assertEquals(3 * rowBytes, read(r, "q"));
    }

    /** 3 x 7 x 5 multiply-accumulates, at the price that the table has for the format of the operands. */
    @ParameterizedTest
    @CsvSource({
        "fp64, 18.4",
        "fp32, 4.6",
        "fp16, 2.0",
        "bf16, 2.0",
        "fp8-e4m3, 1.1",
        "fp8-e5m2, 1.1",
        "int8, 0.3",
        "int4, 0.15",
        "nvfp4, 1.0",
        "ternary, 0.1"
    })
    void multiplyAccumulatesAreAtThePriceOfTheirOperands(String format, double pj) throws IOException {
        Result r = matmul(format, "\"K\", \"op\": \"load\", \"tensor\": \"k\", \"over\": [\"h\"]", "", "");
        assertEquals(3 * 7 * 5 * pj, mac(r), 1e-9);
    }

    /**
     * Scores in int8, weights of the softmax sent in fp32, values in int8: 8 x 8 x 8 multiply-accumulates of whole numbers at
     * 0.3 pJ, and as many of fp32 and int8 at the price of the wider, 4.6 pJ.
     */
    @Test
    void aProductOfTwoFormatsIsPricedByTheWider() {
        Result r = Trial.of("flash-attention-2")
                .on("systolic-128-hbm2")
                .shape(1, 1, 8, 8, 8, 8)
                .set("workload.format=int8", "params.Br=8", "params.Bc=8", "hardware.energy=energy/45nm.json")
                .set("hardware.units.array.operands=null", "dataflow.4.format=fp32")
                .run();
        assertEquals(512 * (0.3 + 4.6), mac(r), 1e-9);
    }

    /** What the unit says counts, whatever the workload is stored in. */
    @Test
    void aUnitThatNamesItsOperandsIsPricedByThem() {
        Result r = Trial.of("flash-attention-2")
                .on("systolic-128-hbm2")
                .shape(1, 1, 8, 8, 8, 8)
                .set("workload.format=fp32", "params.Br=8", "params.Bc=8", "hardware.energy=energy/45nm.json")
                .set("hardware.units.array.operands=fp8-e4m3")
                .run();
        assertEquals(512 * 2 * 1.1, mac(r), 1e-9);
    }

    private static long read(Result r, String tensor) {
        return Objects.requireNonNull(Objects.requireNonNull(r.memories().get("hbm"))
                        .byTensor()
                        .get(tensor))
                .readBytes();
    }

    private static double mac(Result r) {
        return Objects.requireNonNull(
                Objects.requireNonNull(r.totals().energyByAction().get("array")).get("mac"));
    }

    /** S = Q Kt of 3 x 5 and 7 x 5, on an array that names no operands. */
    private Result matmul(String format, String load, String loops, String more) throws IOException {
        Path design = Files.writeString(dir.resolve("d.json"), """
            { "name": "d", "hardware": "%s", "workload": "tiny", "loops": { "h": "heads" %s },
              "dataflow": [
                { "name": "Q", %s, "from": "hbm" },
                { "name": %s, "from": "hbm" },
                { "name": "S", "op": "matmul", "a": "Q", "b": "K", "transpose_b": true, "on": "array" %s },
                { "name": "S.store", "op": "store", "in": "S", "tensor": "s", "to": "hbm" } ],
              "buffers": { "Q": { "in": "sram", "tiles": 2 }, "K": { "in": "sram", "tiles": 2 }, "S": { "tiles": 1 } } }\
            """.formatted(
                        Trial.home().resolve("configs/hardware/systolic-128-hbm2.json"),
                        loops,
                        load.substring(5).replace("\"k\"", "\"q\""),
                        load,
                        more));
        return Trial.of(design.toString())
                .shape(1, 1, 3, 7, 5, 5)
                .set("workload.format=" + format, "hardware.energy=energy/45nm.json")
                .set("hardware.units.array.operands=null")
                .run();
    }
}
