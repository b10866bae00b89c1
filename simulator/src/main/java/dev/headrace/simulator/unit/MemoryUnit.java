package dev.headrace.simulator.unit;

import dev.headrace.simulator.kernel.Device;
import dev.headrace.simulator.run.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A memory outside the chip, as described by its parameters; makes the device of each run. */
public interface MemoryUnit {
    /**
     * One DMA engine in front of the memory.
     *
     * @param name its name
     * @param outstanding bursts that it may have under way, 1 or more; of one that reads through a fetcher, as many as all
     *     lanes have room for, for memories that know of no fetchers
     * @param through how its reads reach the memory; null: straight
     */
    record Port(String name, int outstanding, @Nullable Through through) {
        /** An engine that reaches the memory itself. */
        public Port(String name, int outstanding) {
            this(name, outstanding, null);
        }
    }

    /**
     * The place of a DMA engine at a fetcher; engines that name the same fetcher share it.
     *
     * @param fetcher name of the fetcher, of this core
     * @param unit what it is made of
     * @param turn engines with the same word share one turn; turns are taken round-robin, by whole transfers
     * @param rank within a turn the lowest goes first, of equal ones the first declared
     */
    record Through(String fetcher, FetcherUnit unit, String turn, int rank) {}

    /** Hears of the commands of a memory that is simulated command by command. */
    @FunctionalInterface
    interface Commands {
        /**
         * A command starts on its bus.
         *
         * @param tick of the kernel
         * @param cycle of the memory's own clock
         * @param bank within the pseudo channel; of a command to a whole rank, its first
         * @param command such as ACTIVATE
         * @param row row activated or accessed, -1 for others
         */
        void command(long tick, long cycle, int channel, int pseudoChannel, int bank, String command, int row);
    }

    /** A running memory and its counters. */
    interface Running extends Device {
        /** Tells of every command from now on, before anything is submitted; false if it has none to tell of. */
        default boolean tell(Commands who) {
            return false;
        }

        /**
         * The counters after the run.
         *
         * @param seconds length of the run, for rates
         */
        Result.MemoryResult result(double seconds);
    }

    /** Bytes it can hold. */
    long capacityBytes();

    /** Alignment in bytes at which tensors should start, a power of two: at least one burst. */
    long alignment();

    /** Cycles per second of its own clock; it only runs in a clock domain of just this frequency. */
    long clockHz();

    /** Bytes per second that its data pins can move. */
    double peakBytesPerSecond();

    /** Kind of the link between the chip and this memory, which costs energy and no time; null: its own pins. */
    default @Nullable String link() {
        return null;
    }

    /** What of it has no energy or area, as nothing tells it; each in a few words. */
    default List<String> unpriced() {
        return List.of();
    }

    /**
     * Picojoules that it cannot take less than.
     *
     * @param read useful bytes read of tensors that are never written
     * @param written useful bytes written
     * @param seconds of the run, at least
     */
    default double leastPj(long read, long written, double seconds) {
        return 0;
    }

    /**
     * A fresh memory.
     *
     * @param ticksPerCycle kernel ticks per cycle of this memory's clock
     * @param ports the DMA engines; a transfer names one by its index
     * @param tensors names of the tensors; a transfer names one by its index
     */
    Running start(long ticksPerCycle, List<Port> ports, List<String> tensors);
}
