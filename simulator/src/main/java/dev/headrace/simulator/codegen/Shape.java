package dev.headrace.simulator.codegen;

import java.util.List;

/**
 * What the code of a group's inner loop depends on: structure, and no number. All operators fire once per step, in the
 * order given, and only the ports that act at every firing are here.
 *
 * <p>Layout of {@code values}: first {@link #PER_OPERATOR} entries for each operator (ready, waited for room, interval,
 * period), then {@link #PER_LINK} for each link (peak, capacity, credit latency, forward latency, latency of the
 * producer, least ticks between puts, least ticks between credits), then as many for each input from outside, then as many for each output to the outside.
 *
 * <p>Layout of {@code rings}: first one for each operator, of its takes; then one for each link whose consumer takes it
 * early, of those takes; then three (arrival, put, credit) for each input from outside; then the same for each output
 * to the outside; then the choices of a merge; then, in blocks, two (arrival, put) for each link. A ring of takes holds
 * {@link #NEVER} where nothing has been taken yet.
 *
 * @param operators in an order in which every link goes forward
 * @param links channels inside the group, numbered by the order of their outputs
 * @param earlyRings links whose slots are released before the operator's take
 * @param inputs inputs from outside
 * @param outputs outputs to the outside
 * @param tracks empty if all operators fire in step. Else the first operator is a merge, which takes from one of its
 *     inputs only at each firing, and this tells for each operator in whose step it fires: 0 in that of the merge, k in
 *     that of the merge's input k - 1, whose tokens it makes
 * @param inBlocks true if each operator makes a block of firings before the next does, see {@link Blocks}; else all make
 *     one firing after another
 */
public record Shape(
        List<Op> operators,
        int links,
        int earlyRings,
        int inputs,
        int outputs,
        List<Integer> tracks,
        boolean inBlocks) {
    /** A group whose operators all fire in step. */
    public Shape(List<Op> operators, int links, int earlyRings, int inputs, int outputs) {
        this(operators, links, earlyRings, inputs, outputs, List.of(), false);
    }

    /** Rings for a link if it runs in blocks: arrivals and puts of the tokens of a block. */
    public static final int PER_BLOCK_LINK = 2;

    /** Entries of {@code values} for one track after the first: tokens taken, tokens made, how many more there are. */
    public static final int PER_TRACK = 4;

    /** Bits of a merge's choice that tell the input taken; above them stands one for each input that is needed. */
    public static final int TAKEN_BITS = 2;

    /** Entries of {@code values} for one operator. */
    public static final int PER_OPERATOR = 4;

    /** Entries of {@code values} for one link, input or output. */
    public static final int PER_LINK = 6;

    /** Rings for one input or output. */
    public static final int PER_PORT = 3;

    /** A take so long ago that it is in nobody's way; far from overflow when latencies are added. */
    public static final long NEVER = Long.MIN_VALUE / 4;

    /** When a firing takes. */
    public enum Take {
        /** When all inputs are there. */
        TOGETHER,
        /** One input after another. */
        IN_ORDER,
        /** When all inputs are there and all outputs have room. */
        WITH_ROOM
    }

    /**
     * An operator.
     *
     * @param take how it takes
     * @param putAll true if it puts when all outputs have room, false if one after another
     * @param inputs in take order
     * @param outputs in put order
     */
    public record Op(Take take, boolean putAll, List<In> inputs, List<Out> outputs) {}

    /**
     * An input.
     *
     * @param link number of the link it comes from, or -1
     * @param port number of the input from outside, or -1
     * @param early true if it releases its slot when it takes itself, before the operator does
     * @param ring number of its own ring of takes, if it comes from a link and is early; else -1
     * @param edge true if arrivals must be rounded up to an edge of the operator's clock
     * @param putsFollow for an input from outside: a put is an arrival less the forward latency
     */
    public record In(int link, int port, boolean early, int ring, boolean edge, boolean putsFollow) {}

    /**
     * An output.
     *
     * @param link number of the link it goes to, or -1
     * @param port number of the output to the outside, or -1
     * @param bounded true if it may have to wait for a slot
     * @param edge true if credits must be rounded up to an edge of the operator's clock
     * @param putsFollow the latency of the operator is not above that of the channel
     */
    public record Out(int link, int port, boolean bounded, boolean edge, boolean putsFollow) {}

    /** Place in {@code values} of an operator. */
    public int operator(int op) {
        return op * PER_OPERATOR;
    }

    /** Place in {@code values} of a link. */
    public int link(int link) {
        return operators.size() * PER_OPERATOR + link * PER_LINK;
    }

    /** Place in {@code values} of an input from outside. */
    public int input(int port) {
        return link(links) + port * PER_LINK;
    }

    /** Place in {@code values} of an output to the outside. */
    public int output(int port) {
        return input(inputs) + port * PER_LINK;
    }

    /** Place in {@code values} of an input's channel. */
    int at(In in) {
        return in.link() >= 0 ? link(in.link()) : input(in.port());
    }

    /** Place in {@code values} of an output's channel. */
    int at(Out out) {
        return out.link() >= 0 ? link(out.link()) : output(out.port());
    }

    /** Place in {@code values} of a track, 1 or more: tokens taken, tokens made, tokens to come, most to be in between. */
    public int track(int track) {
        return output(outputs) + (track - 1) * PER_TRACK;
    }

    /** Number of inputs of the merge, 0 if there is none. */
    public int merged() {
        return tracks.isEmpty() ? 0 : operators.get(0).inputs().size();
    }

    /**
     * Place in {@code values} of the size of blocks: most firings, a power of two whose multiples they do not cross; then of
     * the length of all rings that are looked up by number of firing, or 0 if they differ.
     */
    public int block() {
        return output(outputs) + merged() * PER_TRACK;
    }

    /** Length of {@code values}. */
    public int values() {
        return block() + (inBlocks ? 2 : 0);
    }

    /** Place in {@code rings} of the takes of an input: its own if it is early, else its operator's. */
    public int takes(int op, In in) {
        return in.ring < 0 ? op : operators.size() + in.ring;
    }

    /** Place in {@code rings} of the arrivals of an input from outside; puts and credits follow. */
    public int inputRings(int port) {
        return operators.size() + earlyRings + port * PER_PORT;
    }

    /** Place in {@code rings} of the arrivals of an output to the outside; puts and credits follow. */
    public int outputRings(int port) {
        return inputRings(inputs) + port * PER_PORT;
    }

    /** Place in {@code rings} of the merge's choices, one a firing: the input it takes from, and above it a bit for each. */
    public int choices() {
        return outputRings(outputs);
    }

    /** Place in {@code rings} of a link's arrivals within a block; puts follow. */
    public int linkRings(int link) {
        return outputRings(outputs) + (tracks.isEmpty() ? 0 : 1) + link * PER_BLOCK_LINK;
    }

    /** Length of {@code rings}. */
    public int rings() {
        return linkRings(inBlocks ? links : 0);
    }

    /** Place in {@code rings} of the takes that free the slots of a link. */
    int takesOf(int link) {
        for (int o = 0; o < operators.size(); o++) {
            for (In in : operators.get(o).inputs()) {
                if (in.link() == link) {
                    return takes(o, in);
                }
            }
        }
        throw new IllegalArgumentException("link " + link + " has no consumer");
    }

    /** True if a token of a link arrives with the forward latency, as its producer says. */
    boolean putsFollow(int link) {
        return operators.stream()
                .flatMap(op -> op.outputs().stream())
                .filter(out -> out.link() == link)
                .allMatch(Out::putsFollow);
    }
}
