package dev.headrace.cli;

import dev.headrace.hw.dram.replay.Requests;
import dev.headrace.simulator.spec.InputException;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/**
 * Requests on their way to a memory: no more than asked for, none after the user has had enough, with a bar that moves,
 * and with complaints about the trace as complaints.
 */
final class Watched implements Requests {
    private static final int EVERY = 1 << 16;

    /** Steps of the bar. */
    static final int STEPS = 100;

    private final Requests requests;
    private final long most;
    private final BooleanSupplier stopped;
    private final DoubleSupplier done;
    private final RunProgress progress;
    private long count;
    private int steps;
    private boolean cutOff;

    /**
     * Wraps requests.
     *
     * @param most of them
     * @param stopped whether to end now
     * @param done share of the requests that has been read, 0 to 1
     */
    Watched(Requests requests, long most, BooleanSupplier stopped, DoubleSupplier done, RunProgress progress) {
        this.requests = requests;
        this.most = most;
        this.stopped = stopped;
        this.done = done;
        this.progress = progress;
    }

    @Override
    public boolean next() {
        if (count == most || cutOff) {
            return false;
        }
        if (count % EVERY == 0 && !goOn()) {
            return false;
        }
        try {
            if (!requests.next()) {
                return false;
            }
        } catch (IllegalArgumentException e) {
            throw new InputException(String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            throw new InputException(e.getMessage() + "; allowed: a file that can be read to its end");
        }
        count++;
        return true;
    }

    private boolean goOn() {
        for (int reached = (int) (STEPS * done.getAsDouble()); steps < Math.min(STEPS, reached); steps++) {
            progress.step("");
        }
        cutOff = stopped.getAsBoolean();
        return !cutOff;
    }

    /** Requests so far. */
    long count() {
        return count;
    }

    /** Whether the user ended it before its end. */
    boolean cutOff() {
        return cutOff;
    }

    @Override
    public long address() {
        return requests.address();
    }

    @Override
    public boolean write() {
        return requests.write();
    }

    @Override
    public long cycle() {
        return requests.cycle();
    }
}
