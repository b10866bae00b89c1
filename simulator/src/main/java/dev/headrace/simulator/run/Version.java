package dev.headrace.simulator.run;

/** Version of Headrace. */
public final class Version {
    private Version() {}

    /** From the jar's manifest; "development" where there is none. */
    public static String text() {
        String v = Version.class.getPackage().getImplementationVersion();
        return v == null ? "development" : v;
    }
}
