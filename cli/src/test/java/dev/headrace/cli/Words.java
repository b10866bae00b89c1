package dev.headrace.cli;

/** What tests look for in complaints. */
public final class Words {
    private static final String PLACE = " \\((\"[^\"]*\", |[^()]*, )?(--set |line )[^()]*\\)";

    private Words() {}

    /** A complaint without what stands in brackets behind its pointer: a name, a line, or the setting that made it. */
    public static String withoutPlace(String complaint) {
        return complaint.replaceAll(PLACE, "");
    }
}
