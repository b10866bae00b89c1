package dev.headrace.explore;

import dev.headrace.simulator.run.Parts;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.run.Setup;
import java.util.List;
import java.util.Map;

/** Stands for the result of a run that needs a file which this project does not ship and the user has not got. */
final class NotRun {
    /** What the status of such a result begins with. */
    static final String NEEDS = "needs a copy of ";

    private NotRun() {}

    static Result needs(Setup setup, String file) {
        return new Result(
                Result.SCHEMA,
                setup.design().name(),
                setup.hardware().spec().name(),
                Map.of("name", setup.workload().name()),
                setup.params(),
                "",
                NEEDS + file,
                0,
                1,
                0,
                0,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                new Result.OnChip(0, Map.of(), Map.of(), Map.of()),
                List.of(),
                new Result.Totals(0, 0, 0, 0, "", Map.of(), Map.of(), null, List.of()),
                Map.of(),
                setup.sources(),
                Parts.NONE,
                new Result.Simulation(0, 0, 0, "off: not run"));
    }
}
