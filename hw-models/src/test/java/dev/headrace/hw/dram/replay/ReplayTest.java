package dev.headrace.hw.dram.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.hw.dram.DramPart;
import dev.headrace.hw.dram.DramPartFile;
import dev.headrace.hw.dram.DramPolicy;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayTest {
    private static final DramPart HBM2 =
            DramPartFile.load(Path.of("..", "configs", "hardware", "dram", "hbm2-2000.json"));

    private static MemoryReport run(String trace, boolean ownTimes) {
        TraceReader reader = new TraceReader(
                new ByteArrayInputStream(trace.getBytes(StandardCharsets.US_ASCII)), "t", TraceFormat.AUTO);
        return Replay.run(HBM2, 1, "RoBaRaCoBgCh", DramPolicy.USUAL, reader, ownTimes, () -> false);
    }

    private static Pattern pattern(Pattern.Kind kind, long count, int writePercent) {
        return new Pattern(kind, count, 11, 32, 1 << 24, 4096, writePercent);
    }

    @Test
    void requestsWithTimesOfTheirOwnComeThen() {
        // A closed bank at 10: done at 10 + 32; the same row at 100: done at 117.
        MemoryReport r = run("10,R,0x0\n100,R,0x0\n", true);
        assertEquals(117, r.cycles());
        assertEquals(17, r.readLatency().least());
        assertEquals(32, r.readLatency().most());
        assertEquals(64 / 117e-9, r.bytesPerSecond(), 1);
        assertEquals(1, r.rowHits());
        assertEquals(1, r.rowMisses());
    }

    @Test
    void asFastAsPossibleTheTimesDoNotMatter() {
        // Both at 0: the second is read CCD_L = 4 cycles after the first.
        assertEquals(36, run("10,R,0x0\n100,R,0x200\n", false).cycles());
    }

    @Test
    void anAddressBeyondTheMemoryWrapsAndIsCounted() {
        MemoryReport r = run("R 0\nR " + (1L << 30) + "\n", false);
        assertEquals(1, r.wrapped());
        assertEquals(1, r.rowHits());
    }

    @Test
    void latencyIsCountedFromWhenARequestWasDueEvenIfItHadToWait() {
        // 40 reads of one bank due at 0 but only 32 places: the last is done at 32 + 39 x 4 cycles.
        StringBuilder trace = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            trace.append("0,R,0x").append(Integer.toHexString(i % 32 * 256)).append('\n');
        }
        MemoryReport r = run(trace.toString(), true);
        assertEquals(32 + 39 * 4, r.readLatency().most());
    }

    @ParameterizedTest
    @EnumSource(Pattern.Kind.class)
    void everyRequestOfAPatternIsServedAndEveryBusCycleHasAName(Pattern.Kind kind) {
        MemoryReport r =
                Replay.run(HBM2, 4, "RoBaRaCoBgCh", DramPolicy.USUAL, pattern(kind, 20_000, 25), false, () -> false);
        assertEquals(20_000, r.requests());
        long writes = kind == Pattern.Kind.COPY ? 10_000 : 5_000;
        assertEquals(writes, r.writes(), kind == Pattern.Kind.COPY ? 0 : 250);
        double idle = r.idleFraction().values().stream().mapToDouble(x -> x).sum();
        assertEquals(1, r.busyFraction() + idle, 1e-9);
        assertEquals(20_000 * 32, r.channelBytes().stream().mapToLong(x -> x).sum() + 32 * r.forwarded());
        assertEquals(r.reads(), r.readLatency().count());
        long bars = r.readLatency().distribution().stream()
                .mapToLong(MemoryReport.Bar::count)
                .sum();
        assertEquals(r.reads(), bars);
        assertTrue(r.fractionOfPeak() > 0 && r.fractionOfPeak() <= 1);
    }

    /** The same requests with one moved within its burst make no round for the reader, but the same for the memory. */
    @Test
    void wholeRoundsGiveTheReportOfSingleRequests() {
        StringBuilder rounds = new StringBuilder();
        StringBuilder single = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            String op = i / 4 % 7 == 0 ? "W " : "R ";
            rounds.append(op).append(32L * i).append('\n');
            // The first of a round is then not aligned.
            single.append(op).append(32L * i + 1).append('\n');
        }
        assertEquals(four(single.toString()), four(rounds.toString()));
    }

    private static MemoryReport four(String trace) {
        TraceReader reader = new TraceReader(
                new ByteArrayInputStream(trace.getBytes(StandardCharsets.US_ASCII)), "t", TraceFormat.AUTO);
        return Replay.run(HBM2, 4, "RoBaRaCoBgCh", DramPolicy.USUAL, reader, false, () -> false);
    }

    @Test
    void theSameSeedGivesTheSameReport() {
        MemoryReport a = Replay.run(
                HBM2, 2, "RoBaRaCoBgCh", DramPolicy.USUAL, pattern(Pattern.Kind.MIXED, 5000, 30), false, () -> false);
        MemoryReport b = Replay.run(
                HBM2, 2, "RoBaRaCoBgCh", DramPolicy.USUAL, pattern(Pattern.Kind.MIXED, 5000, 30), false, () -> false);
        assertEquals(a, b);
    }

    @Test
    void aStrideOfOneRowOfOneChannelLoadsOneBankUnevenly() {
        // Bits 0-4 burst, 5 pseudo channel, 6-7 group, 8-12 burst in row, 13-14 bank: 2^15 bytes on, only the row
        // changes.
        Pattern rows = new Pattern(Pattern.Kind.STRIDED, 1000, 1, 32, 1 << 28, 1 << 15, 0);
        MemoryReport r = Replay.run(HBM2, 1, "RoBaRaCoBgCh", DramPolicy.USUAL, rows, false, () -> false);
        assertEquals(32, r.bankBalance());
        assertEquals(999, r.rowConflicts() + r.rowMisses() - 1);
    }
}
