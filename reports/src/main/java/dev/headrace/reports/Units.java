package dev.headrace.reports;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * Numbers with their units, as text. Prefixes are decimal (1 kB = 1000 bytes) and chosen after rounding, so 999.96 kB
 * reads 1.000 MB. Scaled numbers have four significant digits. Text is the same in every locale and plain ASCII
 * ("us", not a mu). What is not a number reads "n/a".
 */
public final class Units {
    private static final String[] PREFIXES = {"p", "n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    private static final int ONE = 4;
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_UP);

    private Units() {}

    /** A count with thousands separators: 1,234,567. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Clock cycles: "1,234,567 cycles". */
    public static String cycles(long value) {
        return count(value) + (value == 1 ? " cycle" : " cycles");
    }

    /** Bytes: exact below 1000 ("512 B"), else decimal ("1.573 MB"). */
    public static String bytes(long bytes) {
        return bytes((double) bytes);
    }

    /** Bytes as of a mean or a product: exact below 1000 if whole, else decimal. */
    public static String bytes(double bytes) {
        if (Math.abs(bytes) < 1000 && bytes == Math.rint(bytes)) {
            return Math.round(bytes) + " B";
        }
        return scaled(bytes, "B", ONE);
    }

    /** Bytes in a second: "409.6 GB/s". */
    public static String bytesPerSecond(double value) {
        return scaled(value, "B/s", ONE);
    }

    /** Seconds, down to picoseconds: "1.235 ms". */
    public static String seconds(double seconds) {
        return si(seconds, "s");
    }

    /** Energy, from picojoules: "3.210 mJ". */
    public static String energy(double picojoules) {
        return si(picojoules * 1e-12, "J");
    }

    /** An area, from square millimetres: "0.5 mm2", "1,220.9 mm2". */
    public static String area(double mm2) {
        return number(mm2) + " mm2";
    }

    /** A frequency without trailing zeros: "1 GHz", "1.41 GHz". */
    public static String hertz(long value) {
        return brief((double) value, "Hz");
    }

    /** As {@link #si}, without trailing zeros: brief(2e12, "") is "2 T". */
    static String brief(double value, String unit) {
        return si(value, unit).replaceFirst("\\.0+ |(\\.\\d*?)0+ ", "$1 ");
    }

    /** A value with the SI prefix that leaves one to three digits before the point: si(0.00125, "s") is "1.250 ms". */
    public static String si(double value, String unit) {
        return scaled(value, unit, 0);
    }

    /** A share: 0.712 is "71.2%". What is not quite nothing or not quite all never reads "0%" or "100%". */
    public static String percent(double share) {
        if (!Double.isFinite(share)) {
            return notFinite(share);
        }
        if (share == 0 || share == 1) {
            return share == 0 ? "0%" : "100%";
        }
        double percent = share * 100;
        if (percent > 0 && percent < 0.05) {
            return "<0.1%";
        }
        if (percent >= 99.95 && percent < 100) {
            return ">99.9%";
        }
        return String.format(Locale.ROOT, "%,.1f%%", percent);
    }

    /** How many times as much: "1.53x"; more digits where small. */
    public static String ratio(double value) {
        if (!Double.isFinite(value)) {
            return notFinite(value);
        }
        String format = Math.abs(value) >= 100 ? "%,.0fx" : Math.abs(value) >= 0.1 || value == 0 ? "%.2fx" : "%.2gx";
        return String.format(Locale.ROOT, format, value);
    }

    /** An error or a bound: "1.22e-04", 0 as "0". */
    public static String scientific(double value) {
        if (!Double.isFinite(value)) {
            return notFinite(value);
        }
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.2e", value);
    }

    /** A bare number of four significant digits with thousands separators; whole numbers in full. */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return notFinite(value);
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return count(Math.round(value));
        }
        double size = Math.abs(value);
        if (size < 1e-4 || size >= 1e15) {
            return scientific(value);
        }
        int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    private static String scaled(double value, String unit, int lowest) {
        if (!Double.isFinite(value)) {
            return notFinite(value);
        }
        if (value == 0) {
            return "0 " + unit;
        }
        BigDecimal rounded = new BigDecimal(value).round(DIGITS);
        int exponent = rounded.precision() - rounded.scale() - 1;
        int prefix = Math.floorDiv(exponent, 3) + ONE;
        prefix = Math.max(lowest, Math.min(PREFIXES.length - 1, prefix));
        int power = 3 * (prefix - ONE);
        int decimals = Math.max(0, 3 - (exponent - power));
        BigDecimal shown = rounded.movePointLeft(power).setScale(Math.min(decimals, 6), RoundingMode.HALF_UP);
        return shown.toPlainString() + " " + PREFIXES[prefix] + unit;
    }

    private static String notFinite(double value) {
        return Double.isNaN(value) ? "n/a" : value > 0 ? "infinite" : "-infinite";
    }
}
