package dev.headrace.explore.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.explore.Shipped;
import dev.headrace.explore.sweep.Evaluator;
import dev.headrace.explore.sweep.Row;
import dev.headrace.explore.sweep.Search;
import dev.headrace.explore.sweep.Sweep;
import dev.headrace.explore.sweep.SweepSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The shipped sweeps that search as UbiMoE does: each stands on what the one before found. */
final class UbimoeSearchTest {
    /** Cycles of the fastest experts, which the second and the third file say. */
    private static final long TARGET = 155_648;

    private static List<Row> run(Sweep sweep) {
        Search search = Searches.of(sweep);
        Evaluator.How how = new Evaluator.How(sweep.options(), 2, setup -> "", null);
        Evaluator evaluator = new Evaluator(Shipped.LIBRARY, sweep.measures(), how, row -> {});
        return Objects.requireNonNull(search.rows(evaluator::evaluate));
    }

    private static long of(Row row, String column) {
        return Objects.requireNonNull(row.get(column)).longValue();
    }

    private static Row least(List<Row> rows, String column) {
        return rows.stream()
                .filter(Row::feasible)
                .min(Comparator.comparingLong(row -> of(row, column)))
                .orElseThrow();
    }

    /** The smallest attention that is not behind the experts. */
    private static Row keepsUp(List<Row> rows) {
        return least(rows.stream().filter(row -> of(row, "cycles") <= TARGET).toList(), "dsps");
    }

    @Test
    void eachStepTakesWhatTheOneBeforeFound() {
        List<Row> experts = run(Sweep.load(Shipped.LIBRARY, "ubimoe-1-experts"));
        Row fastest = least(experts, "cycles");
        assertEquals(TARGET, of(fastest, "cycles"));
        // The weights of 16 experts, 2 x 192 x 384 of 2 bytes, and 17 tokens of 192 x 4 bytes each, over 32 bytes a
        // cycle.
        long bytes = 16 * (2 * 192 * 384 * 2 + 17 * 192 * 4);
        assertTrue(bytes / 32 <= TARGET && TARGET < bytes / 32 * 1.02, "" + bytes / 32);

        Sweep second = Sweep.load(Shipped.LIBRARY, "ubimoe-2-attention");
        assertTrue(second.spec().objectives().get(0).minimize().contains("cycles / " + TARGET));
        List<Row> attention = run(second);
        assertEquals(120, attention.size());
        Row chosen = keepsUp(attention);
        assertEquals(222, of(chosen, "dsps"));
        attention.forEach(row -> {
            // All keys of 3 heads, 129 x 64 of 4 bytes, once for each Na queries.
            long groups = (129 + of(row, "Na") - 1) / of(row, "Na");
            assertEquals(groups * 3 * 129 * 64 * 4, of(row, "key_bytes"));
            long dsps = (4 * of(row, "Ta") + 21) * of(row, "Na") * of(row, "num");
            assertEquals(dsps, of(row, "dsps"));
            assertTrue(dsps <= 2520);
        });

        Sweep third = Sweep.load(Shipped.LIBRARY, "ubimoe-3-shrink");
        assertTrue(third.spec().constraints().contains("cycles <= 1.05 * " + TARGET));
        List<Row> shrunk = run(third);
        Row small = least(shrunk, "dsps");
        assertEquals(512, of(small, "dsps"));
        assertTrue(of(small, "cycles") <= 1.05 * TARGET);
        assertEquals(2048, of(fastest, "dsps"));
        assertTrue(shrunk.size() < 77, "bounds skip what needs more: " + shrunk.size());
        // None that is smaller would do: all were run that the first step had, bounds aside.
        experts.stream()
                .filter(row -> of(row, "dsps") < 512)
                .forEach(row -> assertTrue(of(row, "cycles") > 1.05 * TARGET));
    }

    @Test
    @Tag("slow")
    void theGeneticSearchFindsWhatAnExactOneDoes() {
        Sweep exact = Sweep.load(
                Shipped.LIBRARY,
                "ubimoe-2-attention",
                (SweepSpec spec) -> spec.with(new dev.headrace.explore.sweep.SearchSpec("bounds")));
        List<Row> rows = run(exact);
        assertEquals(of(keepsUp(rows), "dsps"), 222);
    }
}
