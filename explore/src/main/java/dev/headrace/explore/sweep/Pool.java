package dev.headrace.explore.sweep;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where points are run whose content was not run before: this process if it is not said otherwise, or others, see {@link
 * PoolType}. Each point that it is given was looked at and can be run.
 */
public interface Pool extends AutoCloseable {
    /** A task ended the process that ran it, as often as it was tried. */
    final class Lost extends RuntimeException {
        /** One that says no more than that. */
        public Lost() {
            super("ended the process that ran it, each time it was tried");
        }
    }

    /**
     * Runs a point, now or later.
     *
     * @param task what {@link Remote#answer} needs another process to be told
     * @return what that process answers; null if the pool was stopped before; {@link Lost} if it never does
     */
    CompletableFuture<@Nullable String> run(String task);

    /** Ends all runs soon, from any thread; what is in flight is answered with null. */
    void stop();

    /** Lets go of what it holds. */
    @Override
    void close();
}
