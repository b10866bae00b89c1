package dev.headrace.traces;

/**
 * A trace that cannot be used: unreadable, malformed or not of the shape a workload asks for. The message names the
 * file, the tensor where there is one, the value found and what is allowed.
 */
public final class TraceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TraceException(String message) {
        super(message);
    }

    public TraceException(String message, Throwable cause) {
        super(message, cause);
    }
}
