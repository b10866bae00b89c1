package dev.headrace.hw.fetcher;

import dev.headrace.simulator.spec.BadField;
import dev.headrace.simulator.unit.FetcherUnit;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a {@link LaneFetcher}. It works in the clock of its memory. All FIFOs together have at most 2^20 places.
 *
 * @param memory name of the memory unit in the same hardware file
 * @param lanes lanes, 1 to 1024
 * @param addressFifo addresses that wait in a lane, 1 to 65536
 * @param responseFifo bursts of a lane that are under way or wait for the other lanes, 1 to 65536
 * @param outstandingPerChannel bursts under way at each channel of the memory, 1 to 65536
 * @param latency cycles of the registers that a request and its data pass beside these FIFOs, together; absent: none
 */
public record LaneFetcherParameters(
        String memory,
        int lanes,
        int addressFifo,
        int responseFifo,
        int outstandingPerChannel,
        @Nullable Integer latency)
        implements FetcherUnit {
    private static final int MOST = 1 << 16;
    private static final int PLACES = 1 << 20;

    // A missing JSON property arrives as null in spite of the type.
    @SuppressWarnings("ConstantValue")
    public LaneFetcherParameters {
        if (memory == null || memory.isBlank()) {
            throw new BadField("memory", memory == null ? "missing" : "\"\"", "the name of a memory unit in this file");
        }
        between("lanes", lanes, 1, 1024);
        between("address_fifo", addressFifo, 1, MOST);
        between("response_fifo", responseFifo, 1, MOST);
        between("outstanding_per_channel", outstandingPerChannel, 1, MOST);
        long places = (long) lanes * (addressFifo + (long) responseFifo);
        if (places > PLACES) {
            throw new BadField(
                    "lanes",
                    lanes + " with FIFOs of " + addressFifo + " addresses and " + responseFifo + " bursts",
                    "at most " + PLACES + " places in all FIFOs together");
        }
        if (latency != null) {
            between("latency", latency, 0, MOST);
        }
        latency = latency == null ? Integer.valueOf(0) : latency;
    }

    private static void between(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new BadField(field, Integer.toString(value), least + " to " + most);
        }
    }

    @Override
    public int registers() {
        return latency == null ? 0 : latency;
    }
}
