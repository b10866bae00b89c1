package dev.headrace.reports.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Levels come in the order of time, as of the end of each tick, whatever the order of the changes. */
class SpoolTest {
    @TempDir
    Path dir;

    private static List<String> read(Spool spool, int signals, long from, long until) throws IOException {
        List<String> told = new ArrayList<>();
        spool.read(signals, from, until, (tick, signal, level) -> told.add(tick + " " + signal + " " + level));
        return told;
    }

    @Test
    void levelsOfChangesThatDoNotFitIntoMemoryAreThoseOfAllAtOnce() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        int signals = 3;
        Path file = dir.resolve("spool");
        List<TreeMap<Long, Long>> rises = new ArrayList<>();
        for (int s = 0; s < signals; s++) {
            rises.add(new TreeMap<>());
        }
        try (Spool spool = new Spool(file, Long.MAX_VALUE)) {
            for (int i = 0; i < 300_000; i++) {
                long tick = random.nextLong(20_000) + (i % 2 == 0 ? 1L << 50 : 0);
                int signal = random.nextInt(signals);
                int rise = random.nextInt(5) - 2;
                spool.add(tick, signal, rise);
                rises.get(signal).merge(tick, (long) rise, Long::sum);
            }
            List<String> expected = new ArrayList<>();
            for (int s = 0; s < signals; s++) {
                long level = 0;
                for (var change : rises.get(s).entrySet()) {
                    level += change.getValue();
                    if (change.getValue() != 0) {
                        expected.add(change.getKey() + " " + s + " " + level);
                    }
                }
            }
            List<String> told = read(spool, signals, 0, Long.MAX_VALUE);
            long last = 0;
            for (String line : told) {
                long tick = Long.parseLong(line.split(" ")[0]);
                assertTrue(tick >= last);
                last = tick;
            }
            expected.sort(null);
            told.sort(null);
            assertEquals(expected, told);
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void rangeBeginsWithTheLevelsThereAndEndsBeforeWhatWasDropped() throws IOException {
        try (Spool spool = new Spool(dir.resolve("spool"), 5)) {
            spool.add(1, 0, 2);
            spool.add(9, 0, 1);
            spool.add(4, 1, 7);
            spool.add(4, 0, -2);
            spool.add(6, 0, 5);
            spool.add(8, 0, 1);
            spool.add(12, 0, 1);
            assertEquals(2, spool.dropped());
            assertEquals(8, spool.firstDropped());
            // at 5: signal 0 has risen by 2 and fallen again, and is still 0; what changes at 9 is after a change
            // dropped
            assertEquals(List.of("5 1 7", "6 0 5"), read(spool, 2, 5, 100));
        }
        try (Spool spool = new Spool(dir.resolve("other"), 5)) {
            spool.add(3, 0, 1);
            spool.add(7, 0, 1);
            assertEquals(List.of("3 0 1"), read(spool, 1, 0, 7));
        }
    }

    @Test
    void windowsKeepTheirSumsWhenTheyDouble() {
        Windows windows = new Windows();
        windows.add(0, 5);
        windows.add(63, 6);
        windows.add(64, 7);
        windows.add((1L << 18) - 1, 8);
        assertEquals(64, windows.width());
        assertEquals(1 << 12, windows.size());
        assertEquals(11, windows.sum(0));
        windows.add(1L << 18, 9);
        assertEquals(128, windows.width());
        assertEquals(18, windows.sum(0));
        assertEquals(8, windows.sum((1 << 11) - 1));
        assertEquals(9, windows.sum(1 << 11));
        assertEquals((1 << 11) + 1, windows.size());
    }

    @Test
    void timescaleIsTheCoarsestInWhichTicksAreWhole() {
        assertEquals(1, VcdSink.unitsPerSecond(1));
        assertEquals(1_000, VcdSink.unitsPerSecond(2));
        assertEquals(1_000_000_000, VcdSink.unitsPerSecond(1_000_000_000));
        assertEquals(1_000_000_000, VcdSink.unitsPerSecond(250_000_000));
        assertEquals(1_000_000_000_000L, VcdSink.unitsPerSecond(2_000_000_000));
        // 47 GHz, of 940 MHz and 1 GHz: no power of ten will do
        assertEquals(1_000_000_000_000_000L, VcdSink.unitsPerSecond(47_000_000_000L));
    }
}
