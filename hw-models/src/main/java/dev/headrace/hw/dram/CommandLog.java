package dev.headrace.hw.dram;

/** Probe that sees every command of a controller. */
@FunctionalInterface
public interface CommandLog {
    /**
     * A command starts.
     *
     * @param cycle first cycle on its bus
     * @param bank bank within the pseudo channel (rank, group and bank in this order of significance); for a command to
     *     a whole rank, its first bank
     * @param row row activated or accessed, -1 for others
     * @param client of the request that is read or written, -1 for others
     * @param tag of the request that is read or written, -1 for others
     */
    void command(long cycle, int channel, int pseudoChannel, Command command, int bank, int row, int client, int tag);
}
