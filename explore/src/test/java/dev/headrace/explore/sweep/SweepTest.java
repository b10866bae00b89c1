package dev.headrace.explore.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.reports.OutFolder;
import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of points: each a row, whatever happens to it or to the process. */
final class SweepTest {
    private static final String GRID = "'set': ['hardware.units.hbm.fidelity=bandwidth'], 'axes': ["
            + "{'path': 'params.Br', 'values': [8, 16, 32]},"
            + "{'path': 'hardware.units.hbm.channels', 'powers_of_two': {'from': 1, 'to': 8}}],"
            + "'objectives': [{'minimize': 'cycles'}, {'minimize': 'channels'}]";

    @TempDir
    private Path folder;

    private static SweepResult run(Sweep sweep, Path into, boolean resume, int jobs, Evaluator.Progress progress) {
        try (SweepFolder folder = new SweepFolder(
                Home.LIBRARY, sweep, Search.all(sweep), into, resume, false, jobs, setup -> "", null, progress)) {
            SweepResult result = Objects.requireNonNull(folder.run());
            OutFolder.put(into, files -> folder.store(result, files));
            return result;
        }
    }

    private static SweepResult run(Sweep sweep) {
        Evaluator evaluator = new Evaluator(
                Home.LIBRARY, sweep.measures(), new Evaluator.How(sweep.options(), 2, setup -> "", null), row -> {});
        return new SweepResult(
                evaluator.evaluate(sweep.points()), sweep.measures().objectives());
    }

    private byte[] csv(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name).resolve(Store.CSV));
    }

    @Test
    void everyPointOfTheGridHasItsRowAndOneThreadMakesTheSameAsThree() throws IOException {
        Sweep sweep = Home.sweep(GRID);
        SweepResult result = run(sweep, folder.resolve("a"), false, 1, row -> {});
        assertNotNull(run(sweep, folder.resolve("b"), false, 3, row -> {}));
        assertArrayEquals(csv("a"), csv("b"));
        assertEquals(12, result.rows().size());
        for (Row row : result.rows()) {
            assertEquals(Row.Status.COMPLETE, row.status(), row.reason());
            assertEquals(
                    row.values().get("cycles").doubleValue(), row.objectives().get(0));
        }
        // More channels never take longer here, so that each number of channels may be on the front with its best tile.
        assertEquals(
                1, result.front().get(result.front().size() - 1).objectives().get(1));
        assertTrue(result.front().size() > 1);
    }

    @Test
    void killedAtTenRandomMomentsAndResumedItEndsAsIfItHadNotBeen() throws IOException {
        Sweep sweep = Home.sweep(GRID);
        run(sweep, folder.resolve("whole"), false, 2, row -> {});
        byte[] journal = Files.readAllBytes(folder.resolve("whole").resolve(SweepFolder.JOURNAL));
        SplittableRandom random = new SplittableRandom(11);
        int torn = 0;
        for (int kill = 0; kill < 10; kill++) {
            // What a killed process leaves behind is the journal up to some byte.
            int length = random.nextInt(journal.length);
            Path killed = folder.resolve("killed-" + kill);
            Files.createDirectories(killed);
            Files.write(killed.resolve(SweepFolder.JOURNAL), Arrays.copyOf(journal, length));
            torn += length > 0 && journal[length - 1] != '\n' ? 1 : 0;
            AtomicInteger again = new AtomicInteger();
            assertNotNull(run(sweep, killed, true, 2, row -> again.incrementAndGet()));
            assertArrayEquals(csv("whole"), csv("killed-" + kill));
            long lines = new String(Arrays.copyOf(journal, length))
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            assertEquals(12 - Math.max(0, lines - 1), again.get(), "only what had no whole line is run");
        }
        assertTrue(torn > 5);
    }

    @Test
    void stoppedItKeepsWhatIsDoneAndSaysThatItIsNotTheWhole() throws IOException {
        Sweep sweep = Home.sweep(GRID);
        run(sweep, folder.resolve("whole"), false, 2, row -> {});
        List<SweepFolder> running = new ArrayList<>();
        try (SweepFolder stopped = new SweepFolder(
                Home.LIBRARY,
                sweep,
                Search.all(sweep),
                folder.resolve("stopped"),
                false,
                false,
                1,
                setup -> "",
                null,
                row -> {
                    if (row.point() == 4) {
                        running.get(0).stop();
                    }
                })) {
            running.add(stopped);
            assertNull(stopped.run());
            assertEquals(5, stopped.done());
        }
        assertFalse(Files.exists(folder.resolve("stopped").resolve(Store.CSV)));
        run(sweep, folder.resolve("stopped"), true, 2, row -> {});
        assertArrayEquals(csv("whole"), csv("stopped"));
    }

    @Test
    void aFolderOfAnotherSweepOrADamagedOneIsRefused() throws IOException {
        run(Home.sweep(GRID), folder, false, 2, row -> {});
        Sweep other = Home.sweep(GRID.replace("32", "64"));
        String said = complaint(() -> run(other, folder, true, 1, row -> {}));
        assertTrue(said.contains("another state of \""), said);
        said = complaint(() -> run(Home.sweep(GRID), folder, false, 1, row -> {}));
        assertTrue(said.contains("--resume"), said);
        Path journal = folder.resolve(SweepFolder.JOURNAL);
        List<String> lines = new ArrayList<>(Files.readAllLines(journal));
        lines.set(3, lines.get(3).substring(0, 20));
        Files.write(journal, lines);
        said = complaint(() -> run(Home.sweep(GRID), folder, true, 1, row -> {}));
        assertTrue(said.contains("line 4 is damaged"), said);
    }

    @Test
    void pointsThatComeToNothingAreRowsWithTheirReasons() {
        Map<Row.Status, List<Row>> by = run(Home.sweep("'max_cycles': 1500, 'axes': ["
                        + "{'path': 'hardware.units.sram.kib', 'values': [1, 1024]},"
                        + "{'path': 'buffers.P.tiles', 'values': [0, 2]},"
                        + "{'path': 'hardware.units.hbm.channels', 'values': [1, 8]}]"))
                .rows()
                .stream()
                .collect(Collectors.groupingBy(Row::status));
        assertTrue(by.get(Row.Status.COMPLETE).stream().allMatch(r -> r.reason().isEmpty() && r.feasible()));
        assertTrue(by.get(Row.Status.REFUSED).stream().anyMatch(r -> r.reason().contains("sram")), by.toString());
        assertTrue(by.get(Row.Status.REFUSED).stream().anyMatch(r -> r.reason().contains("tiles")), by.toString());
        assertTrue(by.get(Row.Status.CAPPED).stream().allMatch(r -> r.reason().contains("1500 cycles")));
        assertTrue(by.get(Row.Status.CAPPED).stream().allMatch(r -> r.values().isEmpty() && !r.feasible()));
    }

    @Test
    void aDeadlockIsARowThatNamesItsCircle() {
        String json = "{'name': 'test', 'designs': ['streaming-sdpa-naive'], 'workloads': ['tiny'],"
                + "'axes': [{'path': 'params.long_fifo', 'values': [2, 600]}],"
                + "'objectives': [{'minimize': 'cycles'}]}";
        SweepResult result = run(Home.sweepOf(json.replace('\'', '"')));
        assertEquals(
                List.of(Row.Status.DEADLOCK, Row.Status.COMPLETE),
                result.rows().stream().map(Row::status).toList());
        assertTrue(
                result.rows().get(0).reason().contains("waits for room"),
                result.rows().toString());
        assertEquals(1, result.front().size());
    }

    @Test
    void hardwareThatDoesNotFitIsARowToo() {
        Sweep sweep = Home.sweep("'axes': [{'path': 'params.Br', 'values': [8, 16]}]");
        Evaluator evaluator = new Evaluator(
                Home.LIBRARY,
                sweep.measures(),
                new Evaluator.How(
                        sweep.options(), 1, setup -> setup.params().get("Br").equals(8) ? "" : "takes too much", null),
                row -> {});
        List<Row> rows = evaluator.evaluate(sweep.points());
        assertEquals(Row.Status.COMPLETE, rows.get(0).status());
        assertEquals(Row.Status.OVERSIZE, rows.get(1).status());
        assertEquals("takes too much", rows.get(1).reason());
    }

    @Test
    void aCrashIsARowAndNoneOfTheOthersSuffers() {
        Sweep sweep = Home.sweep("'axes': [{'path': 'params.Br', 'values': [8, 16, 32]}]");
        Evaluator evaluator = new Evaluator(
                Home.LIBRARY,
                sweep.measures(),
                new Evaluator.How(
                        sweep.options(),
                        2,
                        setup -> {
                            if (setup.params().get("Br").equals(16)) {
                                throw new IllegalStateException("on purpose");
                            }
                            return "";
                        },
                        null),
                row -> {});
        List<Row> rows = evaluator.evaluate(sweep.points());
        assertEquals(
                List.of(Row.Status.COMPLETE, Row.Status.CRASHED, Row.Status.COMPLETE),
                rows.stream().map(Row::status).toList());
        assertTrue(rows.get(1).reason().contains("on purpose"));
    }

    @Test
    void tooLittleMemoryBesideOthersIsTriedAgainAlone() {
        Sweep sweep = Home.sweep("'axes': [{'path': 'params.Br', 'values': [8, 16, 32]}]");
        AtomicInteger tries = new AtomicInteger();
        Evaluator evaluator = new Evaluator(
                Home.LIBRARY,
                sweep.measures(),
                new Evaluator.How(
                        sweep.options(),
                        2,
                        setup -> {
                            Object tile = setup.params().get("Br");
                            if (tile.equals(32) || (tile.equals(16) && tries.getAndIncrement() == 0)) {
                                throw new OutOfMemoryError("on purpose");
                            }
                            return "";
                        },
                        null),
                row -> {});
        List<Row> rows = evaluator.evaluate(sweep.points());
        assertEquals(
                List.of(Row.Status.COMPLETE, Row.Status.COMPLETE, Row.Status.REFUSED),
                rows.stream().map(Row::status).toList());
        assertTrue(rows.get(2).reason().contains("MiB of memory"));
        assertEquals(2, tries.get());
    }

    /** Mutant: a point that is begun although its numbers alone are more than the heap; it would take hours to fill it. */
    @Test
    void whatCannotFitIntoMemoryIsARowAtOnce() {
        long heap = Runtime.getRuntime().maxMemory();
        // The outputs: 8 bytes for each of 64 columns, and 64 for the row; 64 heads of 16,384 rows.
        int batch = (int) (heap / (64L * 16_384 * (64 * 8 + 64))) + 1;
        String json = "{'name': 'test', 'designs': ['flash-attention-2'], 'workloads': ['tiny'], 'check': 'full',"
                + "'set': ['workload.shape.heads=64', 'workload.shape.queries=16384', 'workload.shape.keys=16384',"
                + "'workload.shape.head_dim=64'],"
                + "'axes': [{'path': 'workload.shape.batch', 'values': [" + batch + "]}]}";
        List<Row> rows = run(Home.sweepOf(json.replace('\'', '"'))).rows();
        assertEquals(Row.Status.REFUSED, rows.get(0).status());
        assertTrue(
                rows.get(0)
                        .reason()
                        .matches("needs [0-9]+ MiB of memory or more; there are " + heap / (1 << 20) + " MiB"),
                rows.get(0).reason());
    }

    @Test
    void whatIsTheSameIsRunOnce() {
        // Two parameters of which the tile takes one: the other changes nothing, but the file does say it.
        Sweep same = Home.sweep("'axes': [{'zip': [{'path': 'workload.about', 'values': ['a', 'b']},"
                + "{'path': 'params.Br', 'values': [16, 16]}]}]");
        assertEquals(2, run(same).rows().stream().map(Row::hash).distinct().count());
        Point point = same.space().point(0);
        AtomicInteger run = new AtomicInteger();
        Evaluator evaluator = new Evaluator(
                Home.LIBRARY,
                same.measures(),
                new Evaluator.How(same.options(), 2, setup -> "", folder),
                row -> run.incrementAndGet());
        List<Point> twins = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            twins.add(new Point(
                    i,
                    point.design(),
                    point.workload(),
                    point.sets(),
                    Map.of("twin", point.values().get("about"))));
        }
        List<Row> rows = evaluator.evaluate(twins);
        assertEquals(6, run.get());
        assertEquals(1, folder.toFile().list().length, "one content, one result");
        assertEquals(
                Collections.nCopies(6, rows.get(0).values()),
                rows.stream().map(Row::values).toList());
        assertEquals(
                List.of(0L, 1L, 2L, 3L, 4L, 5L), rows.stream().map(Row::point).toList());
    }

    /** Mutant: a hash of the words in which values were set. */
    @Test
    void theSameMachineInOtherWordsIsRunOnce() {
        Sweep sweep = Home.sweep("'axes': [{'path': 'params.Br', 'values': [16, 32]}]");
        List<List<String>> words = List.of(
                List.of("params.Br=16", "hardware.units.hbm.channels=4"),
                List.of("hardware.units.hbm.channels=4", "params.Br=16"),
                List.of("/params/Br=16", "/hardware/units/hbm/channels=4"),
                List.of("params.Br=32", "params.Br=16", "hardware.units.hbm.channels=4"),
                List.of("params.Br=32", "hardware.units.hbm.channels=4"));
        List<Point> points = new ArrayList<>();
        for (List<String> sets : words) {
            points.add(new Point(points.size(), "flash-attention-2", "tiny", sets, Map.of()));
        }
        Evaluator evaluator = new Evaluator(
                Home.LIBRARY, sweep.measures(), new Evaluator.How(sweep.options(), 1, setup -> "", folder), row -> {});
        List<Row> rows = evaluator.evaluate(points);
        assertEquals(2, folder.toFile().list().length, "two machines, two results");
        assertEquals(1, rows.subList(0, 4).stream().map(Row::hash).distinct().count());
        assertEquals(2, rows.stream().map(Row::hash).distinct().count());
    }

    /** Mutant: the message as it is, which names the checkout. */
    @Test
    void aReasonNamesNoFolderOfThisMachine() throws IOException {
        Path own = folder.resolve("own.json");
        Files.copy(Home.LIBRARY.find("designs", "flash-attention-2"), own);
        Files.writeString(
                own, Files.readString(own).replace("../hardware/systolic-128-hbm2.json", "systolic-128-hbm2"));
        String json = "{\"name\": \"test\", \"designs\": [\"flash-attention-2\", \"own.json\"],"
                + "\"workloads\": [\"tiny\"], \"axes\": [{\"path\": \"buffers.P.tiles\", \"values\": [0, 2]}]}";
        Path file = Files.writeString(folder.resolve("sweep.json"), json);
        List<Row> refused = run(Sweep.load(Home.LIBRARY, file.toString())).rows().stream()
                .filter(r -> r.status() == Row.Status.REFUSED)
                .toList();
        assertEquals(2, refused.size());
        assertTrue(
                refused.get(0).reason().startsWith("$HEADRACE_HOME/configs/designs/flash-attention-2.json"),
                refused.get(0).reason());
        assertTrue(
                refused.get(1).reason().startsWith("own.json"), refused.get(1).reason());
    }

    @Test
    void constraintsOnTheFilesLeavePointsOutAndThoseOnResultsMarkThem() {
        Sweep sweep = Home.sweep("'axes': [{'path': 'params.Br', 'values': [8, 16, 32]},"
                + "{'path': 'hardware.units.sram.kib', 'values': [64, 1024]}],"
                + "'constraints': ['Br * 4 <= hardware.units.sram.kib', 'params.Bc == 128', 'cycles < limit'],"
                + "'columns': {'limit': '1 + if(Br > 8, inf, 0)', 'waits': 'units.array.stalls.input / cycles',"
                + "'stored': 'operators.A.store.firings'},"
                + "'objectives': [{'name': 'speed', 'maximize': '1 / seconds'}]");
        assertEquals(5, sweep.points().size());
        SweepResult result = run(sweep);
        assertEquals(
                List.of(false, false, true, true, true),
                result.rows().stream().map(Row::feasible).toList());
        for (Row row : result.rows()) {
            assertEquals(
                    1 / row.values().get("seconds").doubleValue(),
                    row.objectives().get(0));
            assertTrue(row.values().get("stored").doubleValue() > 0);
        }
    }

    @Test
    void aParameterOfTheHardwareIsOneKnobForSeveralValues() throws IOException {
        String text = Files.readString(Home.LIBRARY.find("hardware", "systolic-128-hbm2"));
        String own = text.replace("\"rows\": 128, \"cols\": 128", "\"rows\": \"$side\", \"cols\": \"$side\"")
                .replaceFirst("\\{", "{ \"params\": { \"side\": 128 },")
                .replace("\"energy/", "\"" + Home.LIBRARY.folder("hardware") + "/energy/");
        Path file = folder.resolve("own.json");
        Files.writeString(file, own);
        String fields = "'set': ['hardware=%s'], 'axes': [{'paths': [%s], 'name': 'side', 'values': [16, 32]}],"
                + "'constraints': ['hardware.units.%s == side'], 'objectives': [{'minimize': 'cycles'}]";
        Sweep byParameter = Home.sweep(fields.formatted(file, "'hardware.params.side'", "array.cols"));
        Sweep byValues = Home.sweep(fields.formatted(
                "systolic-128-hbm2", "'hardware.units.array.rows', 'hardware.units.array.cols'", "array.rows"));
        assertEquals(2, byParameter.points().size());
        List<List<Double>> cycles =
                run(byParameter).rows().stream().map(Row::objectives).toList();
        assertEquals(run(byValues).rows().stream().map(Row::objectives).toList(), cycles);
        assertFalse(cycles.get(0).equals(cycles.get(1)));
        Files.writeString(file, own.replace("\"$side\", \"cols\"", "\"$sides\", \"cols\""));
        String said = complaint(() -> Home.sweep(fields.formatted(file, "'hardware.params.side'", "array.cols")));
        assertTrue(said.contains("no parameter \"sides\"") && said.contains("/units/array/rows"), said);
    }

    private static String complaint(org.junit.jupiter.api.function.Executable what) {
        String said = String.valueOf(assertThrows(InputException.class, what).getMessage());
        assertEquals(1, said.lines().count(), said);
        return said;
    }
}
