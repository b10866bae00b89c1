package dev.headrace.explore.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a sweep is said in one line, before anything is run. */
final class BadSweepTest {
    private static final String BR = "'axes': [{'path': 'params.Br', 'values': [8, 16]}]";

    private static String complaint(String fields) {
        String said = String.valueOf(assertThrows(InputException.class, () -> Home.sweep(fields), fields)
                .getMessage());
        assertEquals(1, said.lines().count(), said);
        assertTrue(said.contains("allowed: "), said);
        return said;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'path': 'params.Bx', 'values': [1]} | nothing is called \"Bx\" there; allowed: Br, Bc",
                "{'path': 'hardware.units.hbn.channels', 'values': [1]} | did you mean hbm?",
                "{'path': 'hardware.units.hbm.chanels', 'values': [1, 2]} | none of its values can be set",
                "{'path': 'hardware.unit.hbm.channels', 'values': [1]} | did you mean units?",
                "{'path': 'dataflow.Sx.on', 'values': ['array']} | nothing is called \"Sx\" there",
                "{'path': 'workload.shape.rows', 'values': [1]} | none of its values can be set",
                "{'path': 'params.Br', 'values': []} | /axes/0/values: empty",
                "{'path': 'params.Br', 'range': {'from': 8, 'to': 1}} | empty: from 8 to 1",
                "{'path': 'params.Br', 'range': {'from': 8, 'to': 9, 'step': 0}} | /axes/0/range/step: 0",
                "{'path': 'params.Br', 'powers_of_two': {'from': 8, 'to': 60}} | powers of two",
                "{'path': 'params.Br', 'powers_of_two': {'from': 8, 'to': 4}} | empty: from 8 to 4",
                "{'path': 'params.Br', 'files': []} | /axes/0/files: empty",
                "{'path': 'params.Br'} | no values",
                "{'path': 'params.Br', 'values': [8], 'files': ['a']} | several kinds of values",
                "{'values': [8]} | path: missing",
                "{'path': 'params.Br', 'values': [8, 16, 8]} | 8 a second time",
                "{'path': 'params.Br', 'values': [8, null]} | null",
                "{'path': 'params.Br', 'name': 'a b', 'values': [8]} | \"a b\"",
                "{'path': 'params.Br', 'name': 'design', 'values': [8]} | \"design\" a second time",
                "{'zip': [{'path': 'params.Br', 'values': [8, 16]}, {'path': 'params.Bc', 'values': [8]}]} | equal"
                        + " length",
                "{'path': 'hardware', 'files': ['no-such-hardware']} | none of its values can be set",
                "{'path': 'params.Br', 'range': {'from': 1, 'to': 1e12}} | a grid of 1,000,000,000,000 points"
            })
    void anAxisThatMakesNoSense(String axis, String said) {
        assertTrue(complaint("'axes': [" + axis + "]").contains(said), complaint("'axes': [" + axis + "]"));
    }

    @Test
    void aGridOfATrillionPointsIsCountedNotMade() {
        String axis = "{'path': '%s', 'range': {'from': 1001, 'to': 11000}}";
        String axes = String.join(
                ",",
                List.of(
                        axis.formatted("hardware.units.dma.outstanding"),
                        axis.formatted("hardware.clocks.core.mhz"),
                        axis.formatted("hardware.units.sram.kib")));
        assertTrue(complaint("'axes': [" + axes + "]").contains("a grid of 1,000,000,000,000 points"));
        assertEquals(
                50,
                Home.sweep("'axes': [" + axes + "], 'sampling': {'method': 'random', 'points': 50, 'seed': 3}")
                        .points()
                        .size());
    }

    @Test
    void oneValueIsSetByOneAxis() {
        assertTrue(complaint("'axes': [{'path': 'params.Br', 'values': [8]}, {'path': '/params/Br', 'values': [16]}]")
                .contains("/axes/1/path: \"/params/Br\", which another axis sets too"));
        assertTrue(
                complaint("'axes': [{'path': 'params.Br', 'values': [8]}, {'path': '/params/Br', 'name': 'b', 'values':"
                                + " [16]}]")
                        .contains("another axis (/axes/0) sets too"));
        assertTrue(complaint("'axes': [{'path': 'params.Br', 'values': [8]}, {'path': 'params', 'name': 'b', 'values':"
                        + " [1]}]")
                .contains("sets too"));
        assertTrue(complaint("'set': ['params.Br=8'], " + BR).contains("\"set\" sets too"));
        // The fourth operator of the design is called S: one place by its name and by its number.
        assertTrue(complaint("'axes': [{'path': 'dataflow.S.name', 'values': ['S']},"
                        + "{'path': 'dataflow.3.name', 'name': 'b', 'values': ['S']}]")
                .contains("\"dataflow.3.name\", which another axis (/axes/0) sets too"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Br > 8 and Br < 9 | no point of 2 meets Br > 8 and Br < 9",
                "Bt > 8 | unknown name \"Bt\"; allowed: design, workload, Br",
                "Br > | position 5: the end",
                "params.Bx > 1 | \"params.Bx\" is not in the files",
                "hardware.units.sram.kb > 1 | \"hardware.units.sram.kb\" is not in the files",
                "hardware.units > 1 | \"hardware.units\" is no single value",
                "units.array.busy > 1 | stops making sense at \"busy\"",
                "simulation.wall_seconds < 1 | unknown name \"simulation\"",
                "totals < 1 | \"totals\" is no single value",
                "design > 1 | \"design\" is \"flash-attention-2\""
            })
    void aConstraintThatMakesNoSense(String constraint, String said) {
        String complaint = complaint(BR + ", 'constraints': ['" + constraint + "']");
        assertTrue(complaint.contains("/constraints") && complaint.contains(said), complaint);
    }

    @Test
    void anObjectiveHasToBeInTheResults() {
        assertTrue(complaint(BR + ", 'objectives': [{'minimize': 'cycle'}]").contains("did you mean cycles?"));
        assertTrue(complaint(BR + ", 'objectives': [{'minimize': 'cycles'}, {'minimize': 'cycles'}]")
                .contains("a second time"));
        assertTrue(complaint(BR + ", 'columns': {'status': 'cycles'}").contains("a column already"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "units.arrays.firings | did you mean array?",
                "operators.X.firings | \"operators.X.firings\" is in no result of this sweep",
                "memories.hbn.by_tensor.k.read_bytes | is in no result of this sweep",
                "arrays_utilization | \"arrays_utilization\" is in no result of this sweep",
                "cycles + hbn_read_bytes | \"hbn_read_bytes\" is in no result of this sweep"
            })
    void whatNoResultOfTheSweepHasIsNoMeasure(String expression, String said) {
        for (String field : List.of(
                "'objectives': [{'maximize': '%s'}]", "'constraints': ['(%s) > 1']", "'columns': {'mine': '%s'}")) {
            String complaint = complaint(BR + ", " + field.formatted(expression));
            assertTrue(complaint.contains(said), complaint);
        }
        // What there is is fine.
        Home.sweep(BR + ", 'objectives': [{'minimize': 'units.array.firings + hbm_read_bytes'}]");
        // Tensors are there once something of them has moved, which the first cycle does not tell.
        Home.sweep(BR + ", 'objectives': [{'minimize': 'memories.hbm.by_tensor.k.read_bytes'}]");
    }

    @Test
    void whatHasNoCostIsNoMeasure() {
        String free = "'set': ['hardware.energy=null'], ";
        for (String name : List.of("energy_pj", "area_mm2")) {
            String complaint = complaint(free + BR + ", 'objectives': [{'minimize': '" + name + " * cycles'}]");
            assertTrue(complaint.contains("\"" + name + "\" of hardware without costs"), complaint);
            assertTrue(complaint.contains("/objectives/0/minimize"), complaint);
        }
        Home.sweep(free + BR + ", 'objectives': [{'minimize': 'cycles'}]");
    }

    /** What only the end of a run tells is said at the first point, and nothing is left in the way of the sweep set right. */
    @Test
    void whatTurnsOutAtTheFirstPointLeavesNoRows(@TempDir Path folder) throws IOException {
        String wrong = BR + ", 'objectives': [{'minimize': '%s'}]";
        Sweep sweep = Home.sweep(wrong.formatted("1 / (cycles - cycles)"));
        try (SweepFolder run = folder(sweep, folder)) {
            String said =
                    String.valueOf(assertThrows(InputException.class, run::run).getMessage());
            assertTrue(said.contains("/objectives/0/minimize") && said.contains("Br=8"), said);
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
        Sweep mended = Home.sweep(wrong.formatted("cycles"));
        try (SweepFolder run = folder(mended, folder)) {
            assertEquals(2, Objects.requireNonNull(run.run()).rows().size());
        }
        // Rows that are of use stay, whatever else goes wrong.
        assertTrue(SweepFolder.isIn(folder));
    }

    private static SweepFolder folder(Sweep sweep, Path folder) {
        return new SweepFolder(
                Home.LIBRARY, sweep, Search.all(sweep), folder, false, false, 1, setup -> "", null, row -> {});
    }

    @Test
    void aSampleHasToSayHowMany() {
        assertThrows(
                RuntimeException.class, () -> Home.sweep(BR + ", 'sampling': {'method': 'random'}"), "points missing");
        assertThrows(RuntimeException.class, () -> Home.sweep(BR + ", 'sampling': {'method': 'grid', 'points': 3}"));
    }
}
