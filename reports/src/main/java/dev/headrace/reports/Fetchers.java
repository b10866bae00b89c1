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
        r.memories()
                .forEach((memory, m) -> m.fetchers().forEach((name, f) -> {
                    double bursts = (double) f.beats();
                    double busy = (double) f.busyCycles();
                    table.row(
                            memory,
                            name,
                            Units.count(f.requests()),
                            Units.count(f.lines()),
                            Units.count(f.beats()),
                            Units.percent(Sections.share((double) f.paddingBeats(), bursts + f.paddingBeats())),
                            Units.number(Sections.share(bursts, busy)),
                            Units.percent(Sections.share((double) f.fullCycles(), busy)),
                            Units.percent(Sections.share((double) f.waitingCycles(), busy)),
                            Units.number(Sections.share((double) f.lostLaneCycles(), bursts)),
                            Units.number(Sections.share((double) f.limitedLaneCycles(), bursts)),
                            Units.number(Sections.share((double) f.roomLaneCycles(), bursts)));
                }));
        if (r.memories().values().stream().anyMatch(m -> !m.fetchers().isEmpty())) {
            table.note(
                    "FIFO full, line waits: of the cycles in which a request was served; lost, limited, no room: cycles that"
                            + " the address of a burst waited while its channel took another lane's, took none, or its own"
                            + " lane had no room for data");
        }
        return table;
    }
}
