package dev.headrace.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.explore.sweep.Evaluator;
import dev.headrace.explore.sweep.Pool;
import dev.headrace.explore.sweep.PoolType;
import dev.headrace.explore.sweep.Remote;
import dev.headrace.explore.sweep.Search;
import dev.headrace.explore.sweep.Sweep;
import dev.headrace.explore.sweep.SweepFolder;
import dev.headrace.explore.sweep.SweepResult;
import dev.headrace.reports.OutFolder;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep on a master and two workers that begin and end with it, each executor a process. */
final class SparkPoolTest {
    private static final Library LIBRARY =
            new Library(Path.of("").toAbsolutePath().getParent());
    private static final String CLUSTER = "local-cluster[2,1,1024]";

    @TempDir
    private Path folder;

    private Sweep sweep;

    @BeforeEach
    void read() throws IOException {
        // Points that complete, that are refused before and while they run, and that are cut off.
        String json = "{'name': 'test', 'designs': ['flash-attention-2'], 'workloads': ['tiny'], 'max_cycles': 9000,"
                + "'axes': [{'path': 'params.Br', 'values': [8, 16, 32]},"
                + "{'path': 'hardware.units.sram.kib', 'values': [1, 1024]},"
                + "{'path': 'buffers.P.tiles', 'values': [0, 2]},"
                + "{'path': 'hardware.units.hbm.channels', 'range': {'from': 1, 'to': 6}}],"
                + "'objectives': [{'minimize': 'cycles'}, {'minimize': 'energy_pj'}]}";
        Path file = Files.writeString(folder.resolve("sweep.json"), json.replace('\'', '"'));
        sweep = Sweep.load(LIBRARY, file.toString());
    }

    private @Nullable SweepResult run(String into, int jobs, @Nullable Pool pool, Evaluator.Progress progress) {
        try (SweepFolder to = new SweepFolder(
                LIBRARY,
                sweep,
                Search.all(sweep),
                folder.resolve(into),
                true,
                false,
                jobs,
                setup -> "",
                pool,
                progress)) {
            SweepResult result = to.run();
            if (result != null) {
                OutFolder.put(folder.resolve(into), files -> to.store(result, files));
            }
            return result;
        }
    }

    private Pool cluster() {
        return PoolType.find(CLUSTER, Remote.order(LIBRARY, sweep, false));
    }

    private byte[] rows(String into) throws IOException {
        return Files.readAllBytes(folder.resolve(into).resolve("points.csv"));
    }

    /** Processes that this one has started: master and workers are threads, and command lines too long to be told. */
    private static List<ProcessHandle> executors() {
        return ProcessHandle.current()
                .children()
                .filter(p -> p.info().command().orElse("").endsWith("java"))
                .toList();
    }

    @Test
    void rowsAreThoseOfOneThreadAndOfTwoAlsoWhenAnExecutorIsKilledHalfWay() throws IOException {
        assertNotNull(run("one", 1, null, row -> {}));
        assertNotNull(run("two", 2, null, row -> {}));
        try (Pool pool = cluster()) {
            assertNotNull(run("cluster", 2, pool, row -> {}));
        }
        AtomicInteger rows = new AtomicInteger();
        List<ProcessHandle> killed = new ArrayList<>();
        try (Pool pool = cluster()) {
            assertNotNull(run("killed", 2, pool, row -> {
                // Half of the points are refused at a look, so that this is half-way of those that executors run.
                if (rows.incrementAndGet() == sweep.points().size() * 3 / 4) {
                    killed.addAll(executors().subList(0, 1));
                    killed.forEach(ProcessHandle::destroyForcibly);
                }
            }));
        }
        assertEquals(1, killed.size());
        assertEquals(72, sweep.points().size());
        assertArrayEquals(rows("one"), rows("two"));
        assertArrayEquals(rows("one"), rows("cluster"));
        assertArrayEquals(rows("one"), rows("killed"));
    }

    @Test
    void stoppedItGoesOnElsewhere() throws IOException {
        assertNotNull(run("whole", 2, null, row -> {}));
        AtomicInteger rows = new AtomicInteger();
        try (Pool pool = cluster()) {
            assertNull(run("resumed", 1, pool, row -> {
                // Some rows are there before any task ends, those that are refused at a look.
                if (rows.incrementAndGet() == sweep.points().size() * 3 / 4) {
                    pool.stop();
                }
            }));
        }
        int before = rows.get();
        assertTrue(before < sweep.points().size());
        assertNotNull(run("resumed", 2, null, row -> rows.incrementAndGet()));
        assertEquals(sweep.points().size(), rows.get(), "each point is run once");
        assertArrayEquals(rows("whole"), rows("resumed"));
    }

    @Test
    void aClusterWithoutAMasterIsRefusedAtOnce() {
        String said = String.valueOf(assertThrows(
                        InputException.class,
                        () -> PoolType.find("spark://127.0.0.1:1", Remote.order(LIBRARY, sweep, false)))
                .getMessage());
        assertTrue(said.startsWith("--on: no Spark master at spark://127.0.0.1:1"), said);
        said = String.valueOf(assertThrows(
                        InputException.class, () -> PoolType.find("local", Remote.order(LIBRARY, sweep, false)))
                .getMessage());
        assertTrue(said.contains("allowed: spark://HOST:PORT, local-cluster[WORKERS,CORES,MIB]"), said);
    }
}
