package dev.headrace.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.run.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    private static final Comparison TWO = Comparison.of(List.of(Fixtures.flashAttention(), Fixtures.smallTiles()));

    @Test
    void twoResultsReadLikeThis() throws IOException {
        GoldenFiles.check("comparison.txt", TWO.text(Style.plain()));
    }

    @Test
    void csvHoldsBareNumbersInFull() throws IOException {
        GoldenFiles.check("comparison.csv", TWO.csv());
    }

    @Test
    void unequalResultsReadLikeThisInMarkdown() throws IOException {
        GoldenFiles.check(
                "comparison.md",
                Comparison.of(List.of(Fixtures.flashAttention(), Fixtures.empty(), Fixtures.deadlock()))
                        .markdown());
    }

    @Test
    void manyResultsGoIntoSeveralTablesEachBesideTheFirst() {
        List<Result> nine = Collections.nCopies(9, Fixtures.flashAttention());
        Comparison comparison = Comparison.of(nine);
        String text = comparison.text(Style.plain());
        assertTrue(text.lines().allMatch(line -> line.length() <= Style.WIDTH), text);
        for (String label : comparison.labels()) {
            assertTrue(text.contains(label + " "), label);
        }
        long tables = text.lines().filter(line -> line.startsWith("Comparison")).count();
        long cycles = text.lines().filter(line -> line.startsWith("cycles")).count();
        assertEquals(tables, cycles);
        // Nine numbers, and the first again in every table after the first.
        assertEquals(9 + tables - 1, text.split("1,234,567", -1).length - 1);
    }

    @Test
    void labelsSayNoMoreThanTellsResultsApart() {
        Result a = Fixtures.flashAttention();
        Result b = withParams(Map.of("Br", 64L, "Bc", 128L));
        assertEquals(List.of("Br=128", "Br=64"), Labels.of(List.of(a, b)));
        assertEquals(List.of("flash-attention-2"), Labels.of(List.of(a)));
        assertEquals(List.of("flash-attention-2", "flash-attention-2 (2)"), Labels.of(List.of(a, a)));
        assertEquals(
                List.of("flash-attention-2, Br=128", "flash-attention-2, Br=64", "too-short, Br=128"),
                Labels.of(List.of(a, b, Fixtures.deadlock())));
    }

    @Test
    void aSingleResultIsATableWithoutRatios() {
        String text = Comparison.of(List.of(Fixtures.flashAttention())).text(Style.plain());
        assertTrue(text.contains("1,234,567") && !text.contains("ratio"), text);
    }

    @Test
    void chartsGroupTheResultsByMeasure(@TempDir Path folder) throws IOException {
        assertEquals(
                List.of("comparison-utilization.png", "comparison-utilization.svg", "comparison.png", "comparison.svg"),
                names(TWO.charts(folder)));
        BarChart ratios = TWO.ratios();
        assertEquals(
                List.of("cycles", "time", "hbm read", "hbm written", "on-chip peak", "energy", "area"), ratios.rows());
        assertEquals(1_481_480 / 1_234_567.0, ratios.series().get(1).values().get(0));
        assertEquals(List.of("array", "softmax", "dma"), TWO.utilization().rows());
    }

    @Test
    void labelsThatAreNotDifferentAreRefused() {
        List<Result> two = List.of(Fixtures.flashAttention(), Fixtures.smallTiles());
        assertThrows(IllegalArgumentException.class, () -> Comparison.of(List.of("a", "a"), two));
        assertThrows(IllegalArgumentException.class, () -> Comparison.of(List.of("a"), two));
        assertThrows(IllegalArgumentException.class, () -> Comparison.of(List.of()));
    }

    private static List<String> names(List<Path> files) {
        return files.stream().map(f -> f.getFileName().toString()).sorted().toList();
    }

    private static Result withParams(Map<String, Object> params) {
        Result r = Fixtures.flashAttention();
        return new Result(
                r.schema(),
                r.design(),
                r.hardware(),
                r.workload(),
                params,
                r.version(),
                r.status(),
                r.cycles(),
                r.clockHz(),
                r.seconds(),
                r.fastForwardedCycles(),
                r.units(),
                r.operators(),
                r.memories(),
                r.channels(),
                r.onChip(),
                r.cores(),
                r.totals(),
                r.timeline(),
                r.sources(),
                r.parts(),
                r.simulation());
    }
}
