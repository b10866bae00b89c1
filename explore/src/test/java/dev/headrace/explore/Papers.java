package dev.headrace.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A small paper about the naive streaming graph, and what a test needs to run it. */
final class Papers {
    /** N^2 + N + 3 cycles with a FIFO of N + 2 (N = 8: 75; N = 16: 275); stuck with one below N. */
    static final String SMALL = """
            { "name": "small", "title": "A small paper", "citation": "Nobody, 2024", "about": "Two graphs.",
              "tags": { "M": "measured by hand" },
              "runs": [
                { "name": "naive", "for": { "N": [8, 16], "long": [10, 18] }, "design": "streaming-sdpa-naive",
                  "workload": "streaming-512", "shape": { "queries": "$N", "keys": "$N" },
                  "set": ["params.long_fifo=$long"], "check": "full" },
                { "name": "short", "design": "streaming-sdpa-naive", "workload": "streaming-512",
                  "set": ["workload.shape.queries=8", "workload.shape.keys=8", "params.long_fifo=7"] } ],
              "figures": [
                { "id": "cycles", "about": "Cycles", "published": [75, 275], "unit": "cycles", "source": "table 1",
                  "tag": "M", "tolerance": "exact", "simulated": { "run": "naive", "at": "/cycles" } },
                { "id": "stuck", "about": "Deadlock", "published": "deadlock", "source": "section 2",
                  "tag": "M", "tolerance": "exact", "simulated": { "run": "short", "at": "/status" } },
                { "id": "growth", "about": "Cycles over those of N = 8", "published": [1, 3.7], "source": "figure 3",
                  "tag": "M", "tolerance": "1%", "because": "read off a plot",
                  "simulated": { "ratio": [ { "run": "naive", "at": "/cycles" },
                                            { "run": "naive", "where": { "N": 8 }, "at": "/cycles" } ] } },
                { "id": "area", "about": "Area", "published": 4, "unit": "mm2", "source": "section 5",
                  "tag": "M", "tolerance": "quoted" } ],
              "charts": [
                { "name": "cycles", "title": "Cycles", "x": "N", "y_label": "cycles", "log_x": true,
                  "series": [ { "name": "published", "published": "cycles" },
                              { "name": "simulated", "simulated": "cycles" },
                              { "name": "tokens", "value": { "run": "naive", "at": "/channels/E->P/tokens" } } ] } ] }
            """;

    private Papers() {}

    /** The small paper with one text replaced by another; the text must be there. */
    static Paper small(Path folder, String text, String by) throws IOException {
        if (!SMALL.contains(text)) {
            throw new IllegalArgumentException("not in the paper: " + text);
        }
        Path file = folder.resolve("small.json");
        Files.writeString(file, SMALL.replace(text, by));
        return Paper.load(file);
    }

    static Paper small(Path folder) throws IOException {
        return small(folder, "\"small\"", "\"small\"");
    }

    /** Runs a paper; titles of the runs that were found done go into {@code reused}. */
    static Reproduction run(Paper paper, Path out, int workers, boolean resume, List<String> reused) {
        List<Bench.Job> jobs = new ArrayList<>();
        for (Experiment e : paper.experiments()) {
            jobs.add(new Bench.Job(e, out.resolve(e.folder())));
        }
        Bench bench = new Bench(Shipped.LIBRARY, workers, resume, (experiment, again) -> {
            if (again) {
                reused.add(experiment.title());
            }
        });
        return Reproduction.of(paper, bench.run(jobs));
    }

    static Reproduction run(Paper paper, Path out) {
        return run(paper, out, 1, false, new ArrayList<>());
    }
}
