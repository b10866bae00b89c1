package dev.headrace.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.run.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RooflineTest {
    /** A run of FlashAttention-2 on the workload tiny. */
    private static Result run() throws Exception {
        return ResultJson.read(
                Path.of(RooflineTest.class.getResource("older-result.json").toURI()));
    }

    @Test
    void theLowestRoofOverThePointIsTheBoundOfTheResult() throws Exception {
        Result r = run();
        double bound = r.totals().flops() / r.totals().rooflineBoundSeconds();
        double lowest = Roofline.ceilings(r).stream()
                .mapToDouble(Roofline.Roof::height)
                .min()
                .orElseThrow();
        for (Map.Entry<String, Double> point : Roofline.intensities(r).entrySet()) {
            lowest = Math.min(lowest, r.memories().get(point.getKey()).peakBytesPerSecond() * point.getValue());
        }
        assertEquals(bound, lowest, 1e-9 * bound);
    }

    @Test
    void aUnitsRoofIsAllWorkOverTheTimeOfItsShareAtItsPeak() throws Exception {
        Result r = run();
        // The softmax does 512 operations a cycle of 1 GHz; its share of the run's work is its operations over all.
        Result.UnitResult softmax = r.units().get("softmax");
        double time = softmax.usefulOps() / 512e9;
        Roofline.Roof roof = Roofline.ceilings(r).stream()
                .filter(c -> c.name().equals("softmax"))
                .findFirst()
                .orElseThrow();
        assertEquals(r.totals().flops() / time, roof.height(), 1e-9 * roof.height());
    }

    /** 131,840 operations in 1.243 us, of 512 a cycle: 20.7 % of the peak at 1 GHz, 10.4 % at the 2 GHz of a clock of its own. */
    @Test
    void aUnitsShareOfItsPeakIsAtItsOwnClock(@TempDir Path folder) throws Exception {
        String text = Files.readString(
                Path.of(RooflineTest.class.getResource("older-result.json").toURI()));
        JsonMapper json = new JsonMapper();
        ObjectNode changed = (ObjectNode) json.readTree(text);
        ObjectNode hardware = (ObjectNode) changed.get("provenance").get("hardware");
        ((ObjectNode) hardware.get("clocks")).putObject("fast").put("hz", 2_000_000_000L);
        ((ObjectNode) hardware.get("units").get("softmax")).put("clock", "fast");
        Result fast =
                ResultJson.read(Files.writeString(folder.resolve("result.json"), json.writeValueAsString(changed)));
        assertEquals("20.7%", ofPeak(run()));
        assertEquals("10.4%", ofPeak(fast));
    }

    private static String ofPeak(Result r) {
        return Sections.units(r).rows().stream()
                .filter(row -> row.get(0).text().equals("softmax"))
                .map(row -> row.get(row.size() - 1).text())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theRunLiesBelowEveryRoof() throws Exception {
        Result r = run();
        double reached = r.totals().flops() / r.seconds();
        assertTrue(Roofline.ceilings(r).stream().allMatch(c -> c.height() >= reached));
        PointChart chart = Roofline.of(r);
        PointChart.Layer last = chart.layers().get(chart.layers().size() - 1);
        assertEquals("this run, bytes of hbm", last.name());
        assertEquals(reached, last.points().get(0).y(), 1e-9 * reached);
        assertEquals(
                r.totals().arithmeticIntensity(),
                last.points().get(0).x(),
                1e-6 * r.totals().arithmeticIntensity());
    }

    @Test
    void roofsThatSeveralRunsShareStandThereOnce() throws Exception {
        Result r = run();
        int one = Roofline.of(r).layers().size();
        PointChart both = Roofline.of("", List.of("a", "b"), List.of(r, r));
        assertEquals(one + 1, both.layers().size(), "one point more");
        assertTrue(both.layers().stream().anyMatch(l -> l.name().equals("hbm at its peak, 256.0 GB/s")));
    }

    @Test
    void aRunOfNothingHasNoRoofline() {
        assertTrue(Roofline.of(Fixtures.empty()).isEmpty());
        assertTrue(Roofline.of(Fixtures.deadlock()).isEmpty()
                || Fixtures.deadlock().totals().flops() > 0);
    }
}
