package dev.headrace.hw.cost.fpga;

import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.unit.Logic;
import dev.headrace.simulator.unit.OnFpga;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether hardware fits its board: what each unit takes, the sum over all cores and the platform, and which resource is the
 * scarcest.
 *
 * @param board the board
 * @param units what each unit takes, of one core
 * @param unknown compute units and scratchpads that do not say what they take
 * @param cores copies of the units
 * @param sum of all copies, with the board's platform
 */
public record Fit(Board board, Map<String, Logic> units, List<String> unknown, int cores, Logic sum) {
    /**
     * A resource: how much of it is taken and there.
     *
     * @param name its name
     * @param taken how many
     * @param has how many there are
     */
    public record Resource(String name, long taken, long has) {
        /** Share that is taken; infinite if there are none but some are needed. */
        public double share() {
            return taken == 0 ? 0 : (double) taken / has;
        }
    }

    /** Works it out; null if the hardware file names no board. */
    public static @Nullable Fit of(Hardware hardware) {
        Path file = hardware.board();
        if (file == null) {
            return null;
        }
        Board board = Board.read(file);
        Map<String, Logic> units = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        Logic core = Logic.NONE;
        for (String unit : hardware.of(Object.class)) {
            OnFpga on = hardware.unit(OnFpga.class, unit);
            if (on != null) {
                units.put(unit, on.logic());
                core = core.plus(on.logic());
            } else if (!hardware.of(dev.headrace.simulator.unit.MemoryUnit.class)
                    .contains(unit)) {
                unknown.add(unit);
            }
        }
        int cores = hardware.spec().coreCount();
        return new Fit(board, units, unknown, cores, core.times(cores).plus(board.taken()));
    }

    /** All resources. */
    public List<Resource> resources() {
        return List.of(
                new Resource("LUT", sum.luts(), board.luts()),
                new Resource("FF", sum.flipFlops(), board.flipFlops()),
                new Resource("DSP", sum.dsps(), board.dsps()),
                new Resource("BRAM36", sum.brams(), board.brams()),
                new Resource("URAM", sum.urams(), board.urams()));
    }

    /** The one of which the largest share is taken; of equal ones the first. */
    public Resource binding() {
        Resource most = resources().get(0);
        for (Resource r : resources()) {
            most = r.share() > most.share() ? r : most;
        }
        return most;
    }

    /** True if there is enough of everything. */
    public boolean fits() {
        return binding().share() <= 1;
    }

    /** The verdict in a line. */
    public String verdict() {
        Resource r = binding();
        return (fits() ? "fits " : "does not fit ") + board.name() + ": " + r.name() + " binds, " + r.taken() + " of "
                + r.has();
    }
}
