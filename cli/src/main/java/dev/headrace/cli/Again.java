package dev.headrace.cli;

import dev.headrace.reports.ResultJson;
import dev.headrace.simulator.run.Provenance;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.Inputs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An earlier run, to be run again: with the same files, of the same content, it gives the same result, byte for byte but for
 * what is said about the simulator itself.
 *
 * @param name the result's file or folder, as the user gave it
 * @param before the result
 * @param how what it says about how it came about
 */
record Again(String name, Result before, Provenance how) {
    /** Places that are named where results differ. */
    private static final int SHOWN = 5;

    /** Reads a result; refused if it does not say how it came about. */
    static Again read(String argument) {
        Result result = ResultFiles.read(argument);
        Provenance how = result.provenance();
        if (how == null) {
            throw new InputException(
                    argument,
                    "/provenance",
                    "missing",
                    "a result of a headrace that writes down what it read; that of version " + result.version()
                            + " did not");
        }
        return new Again(argument, result, how);
    }

    /** Sets the options as they were. */
    void into(RunOptions options) {
        if (!options.areUsual()) {
            throw new InputException("--again " + name + ": with other options that decide the result; allowed: --out,"
                    + " --json, --quiet, --no-color");
        }
        options.workload = how.asked().workload();
        options.sets = how.asked().set();
        options.check = how.options().check();
        options.maxCycles = how.options().maxCycles();
        options.noFastForward = !how.options().fastForward();
        options.dump = how.options().dump();
        options.allowOversize = true;
    }

    /** Whether what mends its deadlock was searched for and found. */
    boolean mends() {
        Result.Deadlock deadlock = before.deadlock();
        return deadlock != null
                && !(deadlock.mend().isEmpty() && deadlock.orders().isEmpty());
    }

    /** Whether it was recorded, and says why it took as long as it did. */
    boolean explains() {
        return before.explanation() != null;
    }

    /** Whether it says what was done when. */
    boolean hasActivity() {
        return before.activity() != null;
    }

    /** Whether it says what it would take with one thing at a time twice as good. */
    boolean asksWhatIf() {
        return before.alternatives() != null;
    }

    /** A folder of its own beside the result, so that this stays what it is. */
    Path folder() {
        Path path = Path.of(name);
        Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
        return (folder == null ? path : folder).resolve("again");
    }

    /** What keeps it from being run again: a line for each file that is not what it was; empty if nothing does. */
    List<String> obstacles(dev.headrace.simulator.spec.Library library) {
        return Inputs.changed(library, how.inputs());
    }

    /** Files that are read now and were not then, or the other way round. */
    List<String> others(List<Inputs.Input> now) {
        return Inputs.others(how.inputs(), now);
    }

    /** Where a result is another than before, in a line; null if it is the same but for the simulator and its version. */
    @Nullable
    String difference(Result now) {
        List<String> places = new ArrayList<>();
        compare("", facts(before), facts(now), places);
        if (places.isEmpty()) {
            return null;
        }
        int more = places.size() - SHOWN;
        return String.join("; ", places.subList(0, Math.min(SHOWN, places.size())))
                + (more > 0 ? "; and " + more + " more places" : "");
    }

    private static JsonNode facts(Result result) {
        ObjectNode tree = ResultJson.tree(result);
        tree.remove(List.of("simulation", "version"));
        return tree;
    }

    private static void compare(String pointer, JsonNode then, JsonNode now, List<String> places) {
        if (then.isObject() && now.isObject()) {
            Set<String> names = new TreeSet<>(then.propertyNames());
            names.addAll(now.propertyNames());
            names.forEach(name -> compare(pointer + "/" + name, then.path(name), now.path(name), places));
        } else if (then.isArray() && now.isArray() && then.size() == now.size()) {
            for (int i = 0; i < then.size(); i++) {
                compare(pointer + "/" + i, then.get(i), now.get(i), places);
            }
        } else if (!same(then, now)) {
            places.add(pointer + " was " + dev.headrace.simulator.spec.JsonFile.describe(then) + ", is "
                    + dev.headrace.simulator.spec.JsonFile.describe(now));
        }
    }

    /** Trees that were read and trees that were made have numbers of different types. */
    private static boolean same(JsonNode then, JsonNode now) {
        return (then.isNumber() && now.isNumber()) ? then.asString().equals(now.asString()) : then.equals(now);
    }
}
