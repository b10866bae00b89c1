package dev.headrace.simulator.explain;

import java.util.List;

/**
 * What a run did when. All of it in bins of one length, whatever the length of the run; and a few windows slice by slice. The
 * ticks of a track's bins add up to its counters, exactly.
 *
 * @param ticks length of the run in ticks of the kernel, of which a cycle has {@code ticksPerCycle}
 * @param ticksPerCycle ticks in a cycle of the first clock; 1 if there is one clock
 * @param binTicks length of a bin: cycles times a power of two, so that there are no more than {@link #MOST_BINS}
 * @param units in the order of the graph, all cores together
 * @param operators likewise
 * @param fifos likewise, those between operators
 * @param windows of the first core alone, in the order of time; they may overlap
 */
public record Activity(
        long ticks,
        long ticksPerCycle,
        long binTicks,
        List<Track> units,
        List<Track> operators,
        List<Fifo> fifos,
        List<Window> windows) {
    /** The most bins. */
    public static final int MOST_BINS = 512;

    /**
     * A unit or an operator. Its lists have the ticks of each bin, summed over instances, up to the last that is not 0.
     *
     * @param name as in the result
     * @param on of an operator, the unit or memory that serves it; empty if none
     * @param instances of it; what is left of instances times a bin is before the first or after the last firing
     * @param loops of an operator, outermost first
     * @param first tick of the first take; -1 if there was none
     * @param last tick at which the last firing was over, or at which an unfinished one took
     */
    public record Track(
            String name,
            String on,
            int instances,
            List<String> loops,
            long first,
            long last,
            List<Long> busy,
            List<Long> input,
            List<Long> memory,
            List<Long> room,
            List<Long> unit) {}

    /**
     * A FIFO.
     *
     * @param name as in the result
     * @param capacity tokens of one instance; -1 if unbounded
     * @param instances of it
     * @param held tokens that have a slot, times ticks, in each bin, up to the last that is not 0; slots that come back after
     *     the end are held until then
     */
    public record Fifo(String name, long capacity, int instances, List<Long> held) {}

    /**
     * A part of the run, whole: everything that happened in it. All ticks are counted from {@code from}, and those of what began
     * before are below 0. A cause is 0 for input, 1 for memory, 2 for room, 3 for a unit.
     *
     * @param what {@code whole}, or {@code start}, {@code middle} or {@code end}
     * @param from first tick
     * @param to tick after the last
     * @param firings by operator, in its order: number, ticks of ready, taken, put and next (the tick before ready
     *     for what the run ended before), the tile of each loop, then for each wait its cause, the number of the FIFO or unit (-1 if it is none of those), and the tick at
     *     which it ended
     * @param holds by unit, in its order: number of the operator, of the firing, ticks at which the unit was free, taken, and
     *     free again, then for each wait of the operator in between its cause and the tick at which it ended
     * @param tokens by FIFO, in its order: ticks at which a token got its slot, and at which the slot was free again
     */
    public record Window(
            String what,
            long from,
            long to,
            List<List<List<Long>>> firings,
            List<List<List<Long>>> holds,
            List<List<List<Long>>> tokens) {}
}
