package dev.headrace.cli;

import dev.headrace.hw.dram.replay.MemoryReport;
import dev.headrace.reports.AtomicFile;
import dev.headrace.reports.Charts;
import dev.headrace.reports.Distribution;
import dev.headrace.reports.Units;
import dev.headrace.simulator.spec.JsonFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests played on a memory, and what came of it.
 *
 * @param complete false if the user ended it early
 * @param memory the part or hardware that was named
 * @param requests which requests
 * @param policy how the controller chose
 */
record MemoryRun(
        boolean complete,
        String memory,
        Map<String, Object> requests,
        Map<String, Object> policy,
        MemoryReport report) {

    /** Value of {@code schema} in the file. */
    static final String SCHEMA = "headrace.memory/1";

    /** The file. */
    String json() {
        ObjectNode tree = JsonFile.MAPPER.createObjectNode();
        tree.put("schema", SCHEMA);
        tree.put("version", Version.number());
        tree.put("status", complete ? "complete" : "incomplete");
        tree.put("memory", memory);
        tree.set("source", JsonFile.MAPPER.valueToTree(requests));
        tree.set("policy", JsonFile.MAPPER.valueToTree(policy));
        ObjectNode counters = JsonFile.MAPPER.valueToTree(report);
        counters.properties().forEach(e -> tree.set(e.getKey(), e.getValue()));
        return Json.text(tree) + "\n";
    }

    /**
     * Writes {@code latency.png}, if anything was read, and {@code result.json}.
     *
     * @param drawn whether the first at all
     */
    void write(Path folder, boolean drawn) throws IOException {
        Distribution latency = latency();
        if (drawn && !latency.isEmpty()) {
            Charts.png(latency, folder.resolve("latency.png"));
        }
        AtomicFile.write(folder.resolve(ResultFiles.JSON), json().getBytes(StandardCharsets.UTF_8));
    }

    /** How long reads took. */
    Distribution latency() {
        MemoryReport.Latency l = report.readLatency();
        return new Distribution(
                "Read latency: " + report.part() + ", " + name(),
                Units.count(report.reads()) + " reads, " + Units.bytesPerSecond(report.bytesPerSecond()) + " ("
                        + Units.percent(report.fractionOfPeak()) + " of peak), " + report.mapping() + ", "
                        + policy.get("scheduler") + ", rows " + policy.get("row_policy") + ", refresh "
                        + policy.get("refresh"),
                "memory cycles",
                l.distribution().stream()
                        .map(b -> new Distribution.Count(Math.max(1, b.cycles()), b.count()))
                        .toList(),
                List.of(
                        new Distribution.Mark("p50", l.p50()),
                        new Distribution.Mark("p90", l.p90()),
                        new Distribution.Mark("p99", l.p99()),
                        new Distribution.Mark("p99.9", l.p999())));
    }

    /** The requests in a few words. */
    String name() {
        Object pattern = requests.get("pattern");
        if (pattern == null) {
            return requests.get("trace") + (Boolean.TRUE.equals(requests.get("own_times")) ? ", at its own times" : "");
        }
        Object writes = requests.get("write_percent");
        return pattern
                + (requests.containsKey("stride_bytes") ? " by " + requests.get("stride_bytes") + " B" : "")
                + (writes instanceof Integer w && w > 0 ? ", " + w + "% writes" : "")
                + ", seed " + requests.get("seed");
    }
}
