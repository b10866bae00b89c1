package dev.headrace.simulator.codegen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.headrace.simulator.codegen.Shape.In;
import dev.headrace.simulator.codegen.Shape.Op;
import dev.headrace.simulator.codegen.Shape.Out;
import dev.headrace.simulator.codegen.Shape.Take;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compiled steps, worked by hand: a source and a sink joined by a link of two slots. */
class StepWriterTest {
    private static final Shape PAIR = new Shape(
            List.of(
                    new Op(Take.TOGETHER, true, List.of(), List.of(new Out(0, -1, true, false, true))),
                    new Op(Take.TOGETHER, true, List.of(new In(0, -1, false, -1, false, false)), List.of())),
            1,
            0,
            0,
            0);

    private static long[] values(long sourceInterval, long sinkInterval) {
        long[] v = new long[PAIR.values()];
        v[PAIR.operator(0) + 2] = sourceInterval;
        v[PAIR.operator(1) + 2] = sinkInterval;
        int link = PAIR.link(0);
        v[link] = 1;
        v[link + 1] = 2;
        v[link + 2] = 1;
        v[link + 3] = 1;
        return v;
    }

    private static long[][] rings(int size) {
        long[][] rings = new long[PAIR.rings()][size];
        Arrays.stream(rings).forEach(r -> Arrays.fill(r, Shape.NEVER));
        return rings;
    }

    @Test
    void slowSinkHoldsTheSourceAndTheLinkIsFull() {
        long[] v = values(1, 3);
        assertEquals(4, Loader.steps(PAIR).run(v, rings(4), 0, 4));
        // sink takes at 1, 4, 7, 10; source puts at 0, 1, 2, then at 5 with its take at 3
        assertEquals(6, v[PAIR.operator(0)]);
        assertEquals(2, v[PAIR.operator(0) + 1]);
        assertEquals(13, v[PAIR.operator(1)]);
        assertEquals(2, v[PAIR.link(0)]);
    }

    @Test
    void firingsInTwoCallsAreTheSameAsInOne() {
        long[] once = values(1, 3);
        long[] twice = values(1, 3);
        Loader.steps(PAIR).run(once, rings(4), 0, 9);
        long[][] rings = rings(4);
        Loader.steps(PAIR).run(twice, rings, 0, 4);
        Loader.steps(PAIR).run(twice, rings, 4, 5);
        assertArrayEquals(once, twice);
    }

    @Test
    void peakThatFillsItsRingEndsTheBatch() {
        Shape open = new Shape(
                List.of(
                        new Op(Take.TOGETHER, true, List.of(), List.of(new Out(0, -1, false, false, true))),
                        PAIR.operators().get(1)),
                1,
                0,
                0,
                0);
        long[] v = values(1, 4);
        // source puts at i, sink takes at 4 i + 1: token 2 is put at 2, when token 0 has just left: 2 held
        assertEquals(2, Loader.steps(open).run(v, rings(2), 0, 100));
        assertEquals(2, v[open.link(0)]);
    }

    @Test
    void arrivalOnAForeignClockIsRoundedUpToTheNextEdge() {
        Shape sink = new Shape(
                List.of(new Op(Take.TOGETHER, true, List.of(new In(-1, 0, false, -1, true, true)), List.of())),
                0,
                0,
                1,
                0);
        long[] v = new long[sink.values()];
        v[sink.operator(0) + 2] = 3;
        v[sink.operator(0) + 3] = 3;
        v[sink.input(0)] = 1;
        v[sink.input(0) + 2] = 3;
        v[sink.input(0) + 3] = 2;
        long[][] rings = new long[sink.rings()][4];
        rings[sink.inputRings(0)] = new long[] {2, 4, 10, 12};
        assertEquals(4, Loader.steps(sink).run(v, rings, 0, 4));
        // takes at 3, 6, 12, 15; credits three ticks later
        assertArrayEquals(new long[] {6, 9, 15, 18}, rings[sink.inputRings(0) + 2]);
        assertEquals(18, v[sink.operator(0)]);
    }

    @Test
    void shapeIsCompiledOnce() {
        Shape same = new Shape(List.copyOf(PAIR.operators()), 1, 0, 0, 0);
        assertSame(Loader.steps(PAIR), Loader.steps(same));
    }
}
