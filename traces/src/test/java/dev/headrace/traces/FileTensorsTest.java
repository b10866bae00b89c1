package dev.headrace.traces;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.golden.NumberFormat;
import java.nio.file.Path;
import java.util.List;
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
}
