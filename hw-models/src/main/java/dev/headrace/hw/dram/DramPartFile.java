package dev.headrace.hw.dram;

import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a {@link DramPart} from JSON. A file may name another with {@code "inherits": "<path relative to this file>"}
 * and then lists only differences: objects are merged member by member, anything else is replaced. Every other member
 * has to be there after merging, and no member may be unknown. Members of {@code energy} that are missing follow from its
 * {@code currents}, if it has them: see {@link DramCurrents}. Without them {@code background_closed_mw} may be missing.
 */
public final class DramPartFile {
    private DramPartFile() {}

    /**
     * The part in a file.
     *
     * @throws InputException if it cannot be read, or says something that is not allowed
     */
    public static DramPart load(Path file) {
        return load(file, UnaryOperator.identity());
    }

    /**
     * The part in a file.
     *
     * @param shipped finds a file that {@code inherits} names, by its whole path or, if it is not there, by its name
     * @throws InputException as {@link #load(Path)}
     */
    public static DramPart load(Path file, UnaryOperator<Path> shipped) {
        JsonFile part = merged(file.normalize(), shipped, new LinkedHashSet<>());
        derive(part);
        return part.as(DramPart.class);
    }

    /** Puts what follows from currents in the place of the currents; what is given stands. */
    private static void derive(JsonFile file) {
        ObjectNode part = file.tree();
        if (!(part.get("energy") instanceof ObjectNode energy)) {
            return;
        }
        JsonNode currents = energy.remove("currents");
        if (currents == null) {
            if (energy.has("background_mw") && !energy.has("background_closed_mw")) {
                energy.set("background_closed_mw", energy.get("background_mw"));
            }
            return;
        }
        DramPart.Geometry geometry = file.as(DramPart.Geometry.class, part.path("geometry"), "/geometry");
        boolean perBank = part.path("timing").path("refresh_per_bank").asInt(0) > 0;
        DramCurrents given = file.as(DramCurrents.class, currents, "/energy/currents");
        DramPart.Energy derived;
        try {
            derived = given.energy(geometry, perBank);
        } catch (IllegalArgumentException e) {
            throw file.refuse("/energy/currents", String.valueOf(e.getMessage()));
        }
        ((ObjectNode) JsonFile.MAPPER.valueToTree(derived)).forEachEntry((name, value) -> {
            if (!energy.has(name)) {
                energy.set(name, value);
            }
        });
    }

    private static JsonFile merged(Path path, UnaryOperator<Path> shipped, Set<Path> seen) {
        JsonFile own = JsonFile.read(path);
        if (!seen.add(path)) {
            throw own.complain("/inherits", "itself through " + seen, "a part that does not inherit from this one");
        }
        JsonNode base = own.tree().remove("inherits");
        if (base == null) {
            return own;
        }
        if (!base.isString()) {
            throw own.complain("/inherits", JsonFile.describe(base), "the path of a part file");
        }
        Path named = Library.path(base.stringValue());
        Path near = path.resolveSibling(named).normalize();
        // Whoever resolves notes what is read, so it is asked for a file that is there as well.
        Path inherited = shipped.apply(Files.isRegularFile(near) ? near.toAbsolutePath() : named);
        JsonFile under = merged(Files.isRegularFile(inherited) ? inherited.normalize() : near, shipped, seen);
        own.inherit(under);
        return own;
    }
}
