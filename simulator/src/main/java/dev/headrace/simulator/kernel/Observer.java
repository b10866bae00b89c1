package dev.headrace.simulator.kernel;

import java.util.List;

/**
 * What the plain engine says to those who look on, of every step as it decides it. Operators are evaluated ahead of each
 * other in time, so only what is said of one operator, or of one end of a channel, comes in the order of time. Who looks
 * on changes nothing.
 */
interface Observer {
    /** The run begins, on these devices. */
    void begin(List<Device> devices);

    /** An operator consumes one of its inputs that are taken in order. */
    void input(Node n, Fifo f, long tick);

    /** An operator takes; said before anything is consumed. */
    void take(Node n, long tick);

    /** The slot of a channel's oldest token is given back, at what its consumer has come to last. */
    void release(Fifo f, long tick);

    /** An operator that puts to all outputs at once has found room. */
    void putAll(Node n);

    /** An operator that puts in order has found room for a token; said before the slot is taken. */
    void put(Node n, Fifo f);

    /** The next token of a channel has got its slot. */
    void reserved(Fifo f, long tick);

    /** A token has got its arrival, computed by an operator. */
    void arrival(Node n, Fifo f);

    /** A token has got its arrival, out of a memory. */
    void landed(Node n, long flight, Fifo f);

    /** A load or store has a transfer for its memory. */
    void submitted(Node n, long flight, long tick, Transfer transfer);

    /**
     * A transfer has left its buffer, and all before it.
     *
     * @param tick as the device says
     * @param at on an edge, and not before others
     */
    void released(Node n, long flight, long tick, long at);

    /** The slot of a channel's oldest token is given back with the transfer released last. */
    void freed(Node n, Fifo f, long at);

    /**
     * A transfer is complete, and all before it.
     *
     * @param tick as the device says
     * @param at not before others
     */
    void completed(Node n, long flight, long tick, long at);

    /** A firing is over; said before the operator goes on to the next one. */
    void next(Node n, long interval);

    /** The run is over. */
    void end(Outcome outcome);
}
