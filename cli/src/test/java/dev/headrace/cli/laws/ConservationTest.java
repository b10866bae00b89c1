package dev.headrace.cli.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.run.Result;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every run: nothing is lost, and nothing is faster than its parts allow. */
class ConservationTest {
    /** Bytes of a burst of a pseudo channel of HBM2: 64 bits, four beats (JESD235). */
    private static final long BURST = 32;

    static Stream<Trial> trials() {
        return Stream.of("unfused", "flash-attention-1", "flash-attention-2", "matmul")
                .flatMap(design -> Stream.of("systolic-128-hbm2", "a100-like")
                        .flatMap(hardware -> Stream.of(
                                        tiles(design, Trial.of(design)),
                                        tiles(design, Trial.of(design).set("workload.mask=causal")),
                                        // Ragged everywhere, shared heads, rows that end within a burst.
                                        tiles(design, Trial.of(design).shape(6, 2, 100, 75, 24, 40)))
                                .map(t -> t.on(hardware))));
    }

    private static Trial tiles(String design, Trial trial) {
        return design.equals("matmul") ? trial : trial.set("params.Br=32", "params.Bc=32");
    }

    @ParameterizedTest
    @MethodSource("trials")
    void lawsHold(Trial trial) {
        Result r = trial.run();
        cyclesSumUp(r);
        unitsDoWhatTheirOperatorsDo(r);
        bytesAreConserved(r);
        tokensAreConserved(r);
        nothingIsAboveTheRoofline(r);
        energyAndAreaSumUp(r);
    }

    private static void energyAndAreaSumUp(Result r) {
        Result.Totals t = r.totals();
        double parts = t.energyByPart().values().stream().mapToDouble(e -> e).sum();
        assertEquals(t.energyPj(), parts, t.energyPj() * 1e-12);
        t.energyByAction().forEach((part, actions) -> {
            double all = actions.values().stream().mapToDouble(e -> e).sum();
            assertEquals(Objects.requireNonNull(t.energyByPart().get(part)), all, t.energyPj() * 1e-12, part);
        });
        Result.Area area = Objects.requireNonNull(t.area());
        assertEquals(
                area.mm2(), area.byUnit().values().stream().mapToDouble(a -> a).sum(), area.mm2() * 1e-12);
        assertEquals(List.of("dma"), area.unknown());
    }

    private static void cyclesSumUp(Result r) {
        r.units().forEach((name, u) -> {
            sumsUp(r, name, u.instances(), u.busyCycles(), u.stalls());
            Result.Ends e = u.ends();
            assertTrue(e.fill() >= 0 && e.drain() >= 0 && e.imbalance() >= 0, name + " " + e);
            assertEquals(u.stalls().idle(), e.drain() + e.imbalance(), name);
            assertTrue(e.fill() <= u.stalls().total() - u.stalls().idle(), name + " " + u);
        });
        r.operators().forEach((name, o) -> sumsUp(r, name, o.instances(), o.busyCycles(), o.stalls()));
        assertEquals(
                r.cycles(),
                LongStream.concat(LongStream.of(r.cycles()), r.cores().stream().mapToLong(Long::longValue))
                        .max()
                        .getAsLong());
    }

    private static void sumsUp(Result r, String name, int instances, long busy, Result.Stalls s) {
        assertEquals(instances * r.cycles(), busy + s.total(), name);
        assertTrue(
                LongStream.of(busy, s.input(), s.room(), s.unit(), s.memory(), s.idle())
                        .allMatch(c -> c >= 0),
                name + " " + s);
    }

    /** Units and operators are counted apart by the kernel. */
    private static void unitsDoWhatTheirOperatorsDo(Result r) {
        for (String unit : List.of("array", "softmax", "vector")) {
            List<Result.OperatorResult> on = r.operators().values().stream()
                    .filter(o -> unit.equals(o.on()))
                    .toList();
            Result.UnitResult u = Objects.requireNonNull(r.units().get(unit));
            assertEquals(on.stream().mapToLong(Result.OperatorResult::firings).sum(), u.firings(), unit);
            assertEquals(
                    on.stream().mapToLong(Result.OperatorResult::busyCycles).sum(), u.busyCycles(), unit);
        }
    }

    private static void bytesAreConserved(Result r) {
        r.memories().forEach((name, m) -> {
            Map<String, Result.Traffic> by = m.byTensor();
            assertEquals(
                    by.values().stream().mapToLong(Result.Traffic::readBytes).sum(), m.readBytes());
            assertEquals(
                    by.values().stream().mapToLong(Result.Traffic::writeBytes).sum(), m.writeBytes());
            assertEquals(BURST * m.requests(), m.readBytes() + m.writeBytes() + m.paddingBytes());
            assertEquals(m.requests(), m.rowHits() + m.rowMisses() + m.rowConflicts());
        });
    }

    /** A stream between two operators of the same nest carries a token per firing. */
    private static void tokensAreConserved(Result r) {
        r.channels().forEach((name, c) -> {
            assertTrue(c.capacity() < 0 || c.peakTokens() <= c.capacity(), name + " " + c);
            assertTrue(c.tokens() > 0, name);
        });
    }

    private static void nothingIsAboveTheRoofline(Result r) {
        r.units().forEach((name, u) -> {
            assertTrue(u.utilization() <= 1, name);
            if (u.peakOpsPerCycle() > 0) {
                assertTrue(u.usefulOps() <= u.peakOpsPerCycle() * u.busyCycles(), name + " " + u);
            }
        });
        r.memories().forEach((name, m) -> assertTrue(m.bandwidthUtilization() <= 1, name));
        assertTrue(r.totals().rooflineBoundSeconds() > 0);
        assertTrue(r.totals().rooflineBoundSeconds() <= r.seconds(), r.totals().toString());
    }
}
