package dev.headrace.simulator.spec;

/** A field of a record has a value that is not allowed; the reader adds the file and where in it the record stands. */
public final class BadField extends IllegalArgumentException {
    private final String field;
    private final String found;
    private final String allowed;

    /**
     * A complaint.
     *
     * @param field JSON name, or several joined by "/"
     * @param found what stands there
     * @param allowed what may
     */
    public BadField(String field, String found, String allowed) {
        super(field + ": " + found + "; allowed: " + allowed);
        this.field = field;
        this.found = found;
        this.allowed = allowed;
    }

    /** JSON name of the field. */
    public String field() {
        return field;
    }

    /** What stands there. */
    public String found() {
        return found;
    }

    /** What may stand there. */
    public String allowed() {
        return allowed;
    }
}
