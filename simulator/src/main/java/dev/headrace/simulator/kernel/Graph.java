package dev.headrace.simulator.kernel;

import java.util.Arrays;
import java.util.List;

/**
 * The specification of a machine: immutable, and wired into as many {@link Machine}s as wanted.
 *
 * @param clocks clock domains; the first gives the cycles of the outcome
 * @param units shared units
 * @param channels FIFOs; each has exactly one producer and one consumer among the operators' ports, or no consumer
 * @param operators the nodes; their order breaks ties
 * @param devices makers of the memories, given the graph's time base
 */
public record Graph(
        List<Clock> clocks,
        List<Unit> units,
        List<Channel> channels,
        List<Operator> operators,
        List<DeviceMaker> devices) {

    /** Makes a fresh device for a run. */
    @FunctionalInterface
    public interface DeviceMaker {
        /** A device in its initial state, whose times are ticks of {@code time}. */
        Device make(TimeBase time);
    }

    /**
     * Checks that everything fits.
     *
     * @throws IllegalArgumentException if there is no clock, a channel has two producers or consumers or no producer, a
     *     channel has a window and its producer is no load, or a claim does not go with the policy of its unit
     * @throws IndexOutOfBoundsException if a channel, unit, clock or device is named that there is not
     */
    public Graph {
        clocks = List.copyOf(clocks);
        units = List.copyOf(units);
        channels = List.copyOf(channels);
        operators = List.copyOf(operators);
        devices = List.copyOf(devices);
        if (clocks.isEmpty()) {
            throw new IllegalArgumentException("a graph needs at least one clock");
        }
        int[] producer = new int[channels.size()];
        int[] consumer = new int[channels.size()];
        Arrays.fill(producer, -1);
        Arrays.fill(consumer, -1);
        for (int o = 0; o < operators.size(); o++) {
            Operator op = operators.get(o);
            for (OutPort out : op.outputs()) {
                claim(producer, out.channel(), o, "producer", channels, operators);
                if (channels.get(out.channel()).window() != null && op.move() == null) {
                    throw new IllegalArgumentException("channel "
                            + channels.get(out.channel()).name() + " has a window, but its producer " + op.name()
                            + " is no load");
                }
            }
            for (InPort in : op.inputs()) {
                claim(consumer, in.channel(), o, "consumer", channels, operators);
            }
            for (Claim c : op.claims()) {
                java.util.Objects.checkIndex(c.unit(), units.size());
                requireTurn(op, c, units.get(c.unit()));
            }
            java.util.Objects.checkIndex(op.clock(), clocks.size());
            if (op.move() != null) {
                java.util.Objects.checkIndex(op.move().device(), devices.size());
            }
        }
        for (int c = 0; c < channels.size(); c++) {
            if (producer[c] < 0) {
                throw new IllegalArgumentException("channel " + channels.get(c).name() + " has no producer");
            }
        }
    }

    private static void requireTurn(Operator op, Claim c, Unit unit) {
        boolean ordered = unit.policy() == Unit.Policy.ORDER;
        if (ordered != (c.turn() != null)) {
            throw new IllegalArgumentException("operator " + op.name() + " on unit " + unit.name() + " of policy "
                    + unit.policy() + (ordered ? " without a turn" : " with a turn"));
        }
        if (ordered && (c.unit() != op.claims().get(0).unit() || op.move() != null)) {
            throw new IllegalArgumentException("operator " + op.name() + " on unit " + unit.name()
                    + " of policy ORDER; allowed: as its first unit, without a transfer");
        }
    }

    /** A graph of one clock, with neither shared units nor memories. */
    public static Graph of(List<Channel> channels, List<Operator> operators) {
        return new Graph(List.of(new Clock("clock", 1)), List.of(), channels, operators, List.of());
    }

    private static void claim(
            int[] owner, int channel, int op, String role, List<Channel> channels, List<Operator> operators) {
        java.util.Objects.checkIndex(channel, owner.length);
        if (owner[channel] >= 0) {
            throw new IllegalArgumentException(
                    "channel " + channels.get(channel).name() + " has two " + role + "s: "
                            + operators.get(owner[channel]).name() + " and "
                            + operators.get(op).name());
        }
        owner[channel] = op;
    }
}
