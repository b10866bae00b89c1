package dev.headrace.traces;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.NumberFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTensorsTest {
    @TempDir
    Path folder;

    private static double[] counting(int n) {
        return IntStream.range(0, n).asDoubleStream().toArray();
    }

    /** Two query heads of 2 x 3, one key-value head of 4 keys with columns 3 and 2. */
    private Path write(double[] q, List<Long> qShape) {
        Path path = folder.resolve("t.safetensors");
        new SafetensorsWriter()
                .add("0.q", ElementType.F32, qShape, q)
                .add("0.k", ElementType.F32, List.of(1L, 4L, 3L), counting(12))
                .add("0.v", ElementType.F32, List.of(1L, 4L, 2L), counting(8))
                .write(path);
        return path;
    }

    private static TraceShape shape(int layers, int batch) {
        return new TraceShape(layers, batch, 2, 1, 2, 4, 3, 2);
    }

    private static FileTensors open(Path path, TraceShape shape) {
        return FileTensors.open(path, shape, NumberFormat.FP16, "{layer}.q", "{layer}.k", "{layer}.v");
    }

    @Test
    void aHeadIsItsSliceOfTheTensor() {
        try (FileTensors source = open(write(counting(12), List.of(2L, 2L, 3L)), shape(1, 1))) {
            assertArrayEquals(new double[] {6, 7, 8, 9, 10, 11}, source.read(AttentionTensor.Q, 0, 0, 1));
            assertArrayEquals(counting(8), source.read(AttentionTensor.V, 0, 0, 0));
        }
    }

    @Test
    void numbersAreRoundedToTheWorkloadsFormat() {
        double[] q = counting(12);
        q[0] = (float) 0.1;
        try (FileTensors source = open(write(q, List.of(1L, 2L, 2L, 3L)), shape(1, 1))) {
            assertEquals(0x1.998p-4, source.read(AttentionTensor.Q, 0, 0, 0)[0]);
        }
    }

    @Test
    void otherShapesAreRefusedWithBothShapes() {
        Path path = write(counting(12), List.of(2L, 3L, 2L));
        String message = assertThrows(TraceException.class, () -> open(path, shape(1, 1)))
                .getMessage();
        assertTrue(message.contains("\"0.q\" has shape [2, 3, 2]; allowed for this workload's q: [2, 2, 3]"), message);
        Path single = write(counting(12), List.of(2L, 2L, 3L));
        assertThrows(TraceException.class, () -> open(single, shape(1, 2)));
        assertThrows(TraceException.class, () -> open(single, shape(2, 1)));
    }

    @Test
    void severalLayersNeedAPlaceForTheirNumber() {
        Path path = write(counting(12), List.of(2L, 2L, 3L));
        String message = assertThrows(
                        TraceException.class,
                        () -> FileTensors.open(path, shape(2, 1), NumberFormat.FP16, "0.q", "0.k", "0.v"))
                .getMessage();
        assertTrue(message.contains("{layer}"), message);
    }

    @Test
    void notANumberInfinityAndOverflowAreRefusedWithTheirPlace() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 70000}) {
            double[] q = counting(12);
            q[10] = bad;
            try (FileTensors source = open(write(q, List.of(2L, 2L, 3L)), shape(1, 1))) {
                assertEquals(5, source.read(AttentionTensor.Q, 0, 0, 0)[5]);
                String message = assertThrows(TraceException.class, () -> source.read(AttentionTensor.Q, 0, 0, 1))
                        .getMessage();
                assertTrue(
                        message.contains("\"0.q\" element 10 (batch 0, head 1, row 1, column 1) is " + bad), message);
            }
        }
    }

    @Test
    void numbersOutsideTheFormatAreRefusedOrSaturatedAndCountedOnce() {
        double[] q = counting(12);
        q[7] = 70000;
        q[8] = -465;
        q[9] = 464;
        Path path = write(q, List.of(2L, 2L, 3L));
        for (NumberFormat format :
                List.of(NumberFormat.FP8_E4M3, NumberFormat.INT8, NumberFormat.INT4, NumberFormat.NVFP4)) {
            try (FileTensors source =
                    FileTensors.open(path, shape(1, 1), format, "{layer}.q", "{layer}.k", "{layer}.v")) {
                String message = assertThrows(TraceException.class, () -> source.read(AttentionTensor.Q, 0, 0, 1))
                        .getMessage();
                assertTrue(message.contains("tensor \"0.q\" element "), message);
                assertTrue(message.contains(format.range() + ", the numbers of " + format.jsonName()), message);
                assertTrue(message.endsWith("or \"saturate\": true in the workload's tensors"), message);
            }
        }
        try (FileTensors source = FileTensors.open(
                path, shape(1, 1), NumberFormat.FP8_E4M3, "{layer}.q", "{layer}.k", "{layer}.v", true)) {
            for (int i = 0; i < 2; i++) {
                double[] head = source.read(AttentionTensor.Q, 0, 0, 1);
                assertArrayEquals(new double[] {6, 448, -448, 448, 10, 11}, head, "464 is halfway, and goes to 448");
            }
            source.read(AttentionTensor.Q, 0, 0, 0);
            assertEquals(Map.of("q", 2L), source.saturated());
        }
        try (FileTensors source =
                FileTensors.open(path, shape(1, 1), NumberFormat.FP16, "{layer}.q", "{layer}.k", "{layer}.v", true)) {
            assertEquals(65504, source.read(AttentionTensor.Q, 0, 0, 1)[1], "not infinite");
        }
    }
}
