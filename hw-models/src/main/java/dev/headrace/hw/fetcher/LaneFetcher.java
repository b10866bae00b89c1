package dev.headrace.hw.fetcher;

import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.unit.FetcherUnit;
import java.util.Arrays;

/**
 * The fetcher of SpAtten, cycle by cycle, after the facts of the authors' released RTL. Several engines hand over requests, each a
 * row of pieces (bursts of the memory). Piece k of a request belongs to lane k mod {@code lanes}. All that happens in a cycle
 * is decided by what was there when it began:
 *
 * <ul>
 *   <li><b>Turns.</b> Where no request is being served, the next turn that has one waiting is chosen, round-robin; within a
 *       turn the engine of lowest rank. A request is served whole.
 *   <li><b>Entry.</b> A <em>line</em> of the request's next {@code lanes} pieces enters the address FIFOs, if each of them has
 *       room. Lanes for which the request has no piece left get a padding entry: a place in the FIFOs, no access.
 *   <li><b>Crossbar to the channels.</b> Each lane offers its oldest address, if it has a place left in its response FIFO; the
 *       place is taken from then until the line has left, so data never find it full (in the RTL the request FIFO of the
 *       same depth limits what is under way, and a full response FIFO holds up the channel). A channel takes one address a
 *       cycle, of the lowest lane; a lane that was chosen and not taken stays chosen. It takes none while {@code
 *       outstandingPerChannel} of its bursts are under way, or the memory's queue is full. Padding goes by without a channel.
 *   <li><b>Crossbar to the lanes.</b> Each channel hands over the data that has arrived, in order of arrival, one piece a cycle;
 *       a lane takes one a cycle, of the lowest channel. It is put in the place of its address, so a lane's pieces are in order.
 *       Until then it counts as under way at its channel.
 *   <li><b>Lines.</b> The oldest line leaves when all its pieces are in their places; one a cycle. The request is complete
 *       when its last line has left, {@code latency} cycles for registers later.
 * </ul>
 *
 * <p>A request of one line that meets nothing else: handed over at cycle t it enters at t, is offered at t + 1; a memory that
 * answers a request of cycle t + 1 so that its data can be used at d has the line leave at d + 1, the request complete at d + 2.
 *
 * <p>Where nothing moves in a cycle, nothing will until data arrive, the memory does something or a request comes: {@link #tick}
 * may be left out for such cycles, and counts them by itself. Nothing is allocated.
 *
 * <p>Left out: bit widths and the re-alignment of lines to rows of the SRAM; addresses are those of the engines, and making them
 * takes no time.
 */
public final class LaneFetcher {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long PADDING = -1;
    private static final int NONE = -1;

    /** The requests of an engine, cut into pieces. */
    public interface Requests {
        /** Whether there is a request, or the rest of one. */
        boolean waiting();

        /** What the first request is called. */
        int request();

        /** Address of the next piece of the first request. */
        long address();

        /** Bytes of it that were asked for. */
        int usefulBytes();

        /** Goes on by a piece; returns whether that was the last of the request, and the first request is now the one after. */
        boolean next();
    }

    /** What stands behind the crossbar, and hears what comes of it. */
    public interface Memory {
        /** The channel of an address. */
        int channel(long address);

        /**
         * Offers a read of a piece; when it is known at which cycle its data can be used, {@link LaneFetcher#arrives} tells.
         *
         * @return whether the memory takes it in this cycle
         */
        boolean read(long cycle, int engine, int place, int request, long address, int usefulBytes);

        /** The last line of a request left in a cycle. */
        void complete(int request, long cycle);
    }

    private final Memory memory;
    private final Requests[] engines;
    private final int[] turnOf;
    private final int[] rankOf;
    private final int turns;
    private int turn;
    private int current = NONE;

    private final int lanes;
    private final int channels;
    private final int addressFifo;
    private final int responseFifo;
    private final int limit;

    /** Lines that have entered and left; of each lane, of how many lines its address has gone by; the least of these. */
    private long entered;

    private long left;
    private final long[] gone;
    private long slowest;

    /** Of each line in between: places that are not filled, its request, whether it is the last of it. */
    private final int mask;

    private final int[] missing;
    private final int[] request;
    private final int[] engine;
    private final boolean[] last;

    /** Of each place, line by line: address or {@link #PADDING}, its channel, bytes asked for. */
    private final long[] address;

    private final int[] channel;
    private final int[] useful;

    /** Of each channel: pieces under way, the lane that is chosen, cycle of the last choice, lanes that want it. */
    private final int[] underWay;

    private final int[] chosen;
    private final long[] chosenAt;
    private final int[] wanted;

    /** Of each channel, a ring of data that will have arrived: cycle and place. */
    private final int ring;

    private final long[] arrival;
    private final int[] arriving;
    private final int[] first;
    private final int[] waiting;
    private final long[] takenAt;

    private final FetcherCounters counters = new FetcherCounters();
    private long lastTick = -1;

    /**
     * An idle fetcher.
     *
     * @param turnOf turn of each engine, 0 .. turns-1
     * @param rankOf rank of each engine within its turn
     */
    public LaneFetcher(FetcherUnit unit, int channels, Memory memory, Requests[] engines, int[] turnOf, int[] rankOf) {
        this.memory = memory;
        this.engines = engines.clone();
        this.turnOf = turnOf.clone();
        this.rankOf = rankOf.clone();
        this.channels = channels;
        turns = Arrays.stream(turnOf).max().orElse(0) + 1;
        turn = turns - 1;
        lanes = unit.lanes();
        addressFifo = unit.addressFifo();
        responseFifo = unit.responseFifo();
        limit = unit.outstandingPerChannel();
        gone = new long[lanes];
        int lines = powerOfTwo(addressFifo + responseFifo);
        mask = lines - 1;
        missing = new int[lines];
        request = new int[lines];
        engine = new int[lines];
        last = new boolean[lines];
        address = new long[Math.multiplyExact(lines, lanes)];
        channel = new int[address.length];
        useful = new int[address.length];
        underWay = new int[channels];
        chosen = new int[channels];
        chosenAt = new long[channels];
        wanted = new int[channels];
        ring = powerOfTwo(limit);
        arrival = new long[Math.multiplyExact(ring, channels)];
        arriving = new int[arrival.length];
        first = new int[channels];
        waiting = new int[channels];
        takenAt = new long[lanes];
        Arrays.fill(chosen, NONE);
        Arrays.fill(chosenAt, -1);
        Arrays.fill(takenAt, -1);
    }

    private static int powerOfTwo(int least) {
        return Integer.highestOneBit(2 * least - 1);
    }

    /** Tells that the data of a place can be used at a cycle, later than the one in which it was taken; of each channel in order. */
    public void arrives(int place, long cycle) {
        int c = channel[place];
        int at = c * ring + ((first[c] + waiting[c]++) & (ring - 1));
        arrival[at] = cycle;
        arriving[at] = place;
    }

    /** The request that a place is for. */
    public int request(int place) {
        return request[place / lanes];
    }

    /**
     * Does what there is to do in a cycle; to be called in the cycle it returned at the latest, when a request comes, and after
     * the memory has done something.
     *
     * @param cycle later than that of the call before
     * @return when there may be more to do, {@link Long#MAX_VALUE} if not before something happens
     */
    public long tick(long cycle) {
        counters.count(cycle - lastTick - 1);
        lastTick = cycle;
        counters.begin();
        boolean under = left < entered;
        int absent = under ? missing[(int) left & mask] : lanes;
        counters.busy = under || current != NONE ? 1 : 0;
        counters.waiting = absent > 0 && absent < lanes ? 1 : 0;
        long enteredBefore = entered;
        boolean moves = enter();
        moves |= offer(cycle, enteredBefore);
        if (absent == 0) {
            leave(cycle);
            moves = true;
        }
        moves |= take(cycle);
        counters.count(1);
        return moves ? cycle + 1 : nextArrival();
    }

    private boolean enter() {
        boolean chose = false;
        if (current == NONE) {
            current = choose();
            if (current == NONE) {
                return false;
            }
            chose = true;
            counters.busy = 1;
        }
        if (entered - slowest >= addressFifo) {
            counters.full = 1;
            return chose;
        }
        Requests from = engines[current];
        int line = (int) entered & mask;
        int place = line * lanes;
        int end = place + lanes;
        request[line] = from.request();
        engine[line] = current;
        missing[line] = lanes;
        boolean over = false;
        while (place < end && !over) {
            address[place] = from.address();
            channel[place] = memory.channel(address[place]);
            useful[place++] = from.usefulBytes();
            over = from.next();
        }
        counters.padding += end - place;
        Arrays.fill(address, place, end, PADDING);
        last[line] = over;
        entered++;
        if (over) {
            current = NONE;
        }
        return true;
    }

    /** The engine whose request is next; {@link #NONE} if none waits. */
    private int choose() {
        for (int i = 0; i < turns; i++) {
            turn = turn + 1 == turns ? 0 : turn + 1;
            int best = NONE;
            for (int e = 0; e < engines.length; e++) {
                if (turnOf[e] == turn && engines[e].waiting() && (best == NONE || rankOf[e] < rankOf[best])) {
                    best = e;
                }
            }
            if (best != NONE) {
                return best;
            }
        }
        return NONE;
    }

    /** Each lane offers its oldest address; returns whether any went by. */
    private boolean offer(long cycle, long enteredBefore) {
        if (slowest == enteredBefore) {
            return false;
        }
        boolean moves = false;
        for (int lane = 0; lane < lanes; lane++) {
            long n = gone[lane];
            if (n == enteredBefore) {
                continue;
            }
            if (n - left >= responseFifo) {
                counters.noPlace++;
                continue;
            }
            int line = (int) n & mask;
            int place = line * lanes + lane;
            if (address[place] == PADDING) {
                missing[line]--;
                gone[lane]++;
                moves = true;
                continue;
            }
            int c = channel[place];
            wanted[c]++;
            boolean mine = chosen[c] == NONE ? chosenAt[c] != cycle : chosen[c] == lane;
            if (mine) {
                chosenAt[c] = cycle;
                if (underWay[c] < limit
                        && memory.read(cycle, engine[line], place, request[line], address[place], useful[place])) {
                    underWay[c]++;
                    gone[lane]++;
                    chosen[c] = NONE;
                    counters.lost += wanted[c] - 1;
                    wanted[c] = Integer.MIN_VALUE;
                    moves = true;
                } else {
                    chosen[c] = lane;
                }
            }
        }
        settle();
        slowest = least();
        return moves;
    }

    /** Counts the lanes that were not served: those whose channel served another, and those whose channel served none. */
    private void settle() {
        for (int c = 0; c < channels; c++) {
            if (wanted[c] < 0) {
                counters.lost += wanted[c] - Integer.MIN_VALUE;
            } else {
                counters.limited += wanted[c];
            }
            wanted[c] = 0;
        }
    }

    private long least() {
        long least = entered;
        for (long n : gone) {
            least = Math.min(least, n);
        }
        return least;
    }

    private void leave(long cycle) {
        int line = (int) left & mask;
        left++;
        counters.lines++;
        if (last[line]) {
            counters.requests++;
            memory.complete(request[line], cycle);
        }
    }

    /** Data that has arrived goes to the lanes; returns whether any did. */
    private boolean take(long cycle) {
        boolean moves = false;
        for (int c = 0; c < channels; c++) {
            int at = c * ring + first[c];
            if (waiting[c] == 0 || arrival[at] > cycle) {
                continue;
            }
            int place = arriving[at];
            int line = place / lanes;
            int lane = place - line * lanes;
            if (takenAt[lane] == cycle) {
                counters.lostReturns++;
                continue;
            }
            takenAt[lane] = cycle;
            first[c] = (first[c] + 1) & (ring - 1);
            waiting[c]--;
            underWay[c]--;
            missing[line]--;
            counters.beats++;
            moves = true;
        }
        return moves;
    }

    private long nextArrival() {
        long next = NEVER;
        for (int c = 0; c < channels; c++) {
            if (waiting[c] > 0) {
                next = Math.min(next, arrival[c * ring + first[c]]);
            }
        }
        return next;
    }

    /**
     * What it has counted.
     *
     * @param cycle the run has ended with the cycle before
     */
    public Result.Fetcher result(long cycle) {
        if (left < entered || current != NONE) {
            counters.count(Math.max(0, cycle - lastTick - 1));
            lastTick = Math.max(lastTick, cycle - 1);
        }
        return counters.result();
    }
}
