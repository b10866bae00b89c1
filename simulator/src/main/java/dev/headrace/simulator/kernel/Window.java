package dev.headrace.simulator.kernel;

/**
 * How many tokens a channel holds where they are not all of one size: token n may be put once every token before
 * {@link #first first(n)} has been released. Never falls from one token to the next, and is at least {@code n - capacity + 1}.
 * Only for channels of a load, whose producer is never compiled.
 */
@FunctionalInterface
public interface Window {
    /**
     * The first token that may still hold its place when another one comes.
     *
     * @param n number of the token that comes, from 0; also the one after the last is asked for
     * @return 0 to n
     */
    long first(long n);
}
