package dev.headrace.reports;

import dev.headrace.simulator.run.Result;

/** The table of fetchers that DMA engines read through. */
final class Fetchers {
    private Fetchers() {}

    /** Fetchers of all memories; no row if there is none. */
    static Table table(Result r) {
        Table table = new Table("Fetchers")
                .left("memory")
                .left("fetcher")
                .right("requests")
                .right("lines")
                .right("bursts")
                .right("padding")
                .right("bursts/cycle")
                .right("FIFO full")
                .right("line waits")
                .right("lost")
                .right("limited")
                .right("no room");
        r.memories().forEach((memory, m) -> m.fetchers().forEach((name, f) -> {
            table.row(
                    memory,
                    name,
                    Units.count(f.requests()),
                    Units.count(f.lines()),
                    Units.count(f.beats()),
                    Units.percent(Sections.share(f.paddingBeats(), (double) f.beats() + f.paddingBeats())),
                    Units.number(Sections.share(f.beats(), f.busyCycles())),
                    Units.percent(Sections.share(f.fullCycles(), f.busyCycles())),
                    Units.percent(Sections.share(f.waitingCycles(), f.busyCycles())),
                    Units.number(Sections.share(f.lostLaneCycles(), f.beats())),
                    Units.number(Sections.share(f.limitedLaneCycles(), f.beats())),
                    Units.number(Sections.share(f.roomLaneCycles(), f.beats())));
        }));
        if (r.memories().values().stream().anyMatch(m -> !m.fetchers().isEmpty())) {
            table.note("FIFO full, line waits: of the cycles in which a request was served; lost, limited, no room: cycles that"
                    + " the address of a burst waited while its channel took another lane's, took none, or its own"
                    + " lane had no room for data");
        }
        return table;
    }
}
