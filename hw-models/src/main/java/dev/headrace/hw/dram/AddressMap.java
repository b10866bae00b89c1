package dev.headrace.hw.dram;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an address lives. Written as fields from the most significant to the least, above the byte within a burst:
 * {@code Ro} row, {@code Ra} rank or stack id, {@code Bg} bank group, {@code Ba} bank, {@code Co} burst within a row,
 * {@code Pc} pseudo channel, {@code Ch} channel. {@code RoBaRaCoBgCh} puts neighbouring bursts into different channels,
 * then different bank groups. A field left out is part of another: without {@code Bg} the lower bits of {@code Ba} are
 * the bank group, without {@code Pc} the upper bits of {@code Ch} are the pseudo channel, without {@code Ra} the upper
 * bits of {@code Ba} are the rank. A number takes that many bits only, so that fields can be cut: {@code RoBaCo3BgCo2Ch}
 * (lower pieces hold lower bits; one piece of a field may go without a number and takes the rest).
 *
 * <p>{@code +Bg^Ro} at the end exclusive-ors the bank group with the lowest bits of the row, {@code +Ba^Ro2} the bank
 * with the bits of the row from bit 2 up; likewise for the other fields. This spreads power-of-two strides.
 *
 * <p>Where there are channels, ranks or rows in a number {@code n} that is no power of two, the field is in one piece, and
 * what it and the fields above it make of the address is divided by {@code n}: the remainder is the field, the quotient
 * goes on to those above. {@link #digits} is the address with room for whole bits of every field; its bits are what the
 * {@link #slices} speak of.
 *
 * <p>Addresses beyond the memory wrap around.
 */
public final class AddressMap {
    private static final Pattern PIECE = Pattern.compile("([A-Z][a-z])(\\d*)");
    private static final Pattern HASH = Pattern.compile("([A-Z][a-z])\\^Ro(\\d*)");
    private static final String[] NAMES = {"Ro", "Ra", "Bg", "Ba", "Co", "Pc", "Ch"};
    private static final String[] WORDS = {
        "row", "rank", "bank group", "bank", "burst in row", "pseudo channel", "channel"
    };
    private static final int RO = 0;
    private static final int RA = 1;
    private static final int BG = 2;
    private static final int BA = 3;
    private static final int CO = 4;
    private static final int PC = 5;
    private static final int CH = 6;
    private static final int FIELDS = 7;

    private final String text;
    private final int[] bits = new int[FIELDS];
    /** How many values each field has. */
    private final int[] extent = new int[FIELDS];

    private final int offsetBits;
    private final int totalBits;
    private final long capacity;
    /** Fields whose number of values is no power of two, from the lowest: three numbers each, position, bits, values. */
    private int[] odd = {};
    /** First piece of each field: position in the address and mask; further pieces are in {@link #cuts}. */
    private final int[] shift = new int[FIELDS];

    private final int[] mask = new int[FIELDS];
    /** Further pieces, four numbers each: field, position in the address, mask, position in the field. */
    private int[] cuts = {};

    /** The first pieces again, where they are all there is: without arrays they are found faster. */
    private final boolean plain;

    private final int roShift;
    private final int roMask;
    private final int raShift;
    private final int raMask;
    private final int bgShift;
    private final int bgMask;
    private final int baShift;
    private final int baMask;
    private final int pcShift;
    private final int pcMask;
    private final int chShift;
    private final int chMask;
    private final int baBits;
    private final int bankBits;
    private final int pcBits;

    private final int[] hashShift = new int[FIELDS];
    private final boolean hashed;

    /**
     * Reads a mapping.
     *
     * @param channels channels of this memory, 1 to 4096
     * @throws IllegalArgumentException naming the piece that is not allowed
     */
    public AddressMap(String text, DramPart.Geometry geometry, int channels) {
        Allowed.between("channels", channels, 1, 4096);
        this.text = text;
        extent[RO] = geometry.rows();
        extent[RA] = geometry.ranks();
        extent[BG] = geometry.bankGroups();
        extent[BA] = geometry.banks();
        extent[CO] = geometry.accessesPerRow();
        extent[PC] = geometry.pseudoChannels();
        extent[CH] = channels;
        offsetBits = log2(geometry.accessBytes());
        long bursts = 1;
        for (int f = 0; f < FIELDS; f++) {
            bits[f] = log2(extent[f]);
            bursts = Math.multiplyExact(bursts, (long) extent[f]);
        }
        String[] parts = text.split("\\+", -1);
        totalBits = offsetBits + placePieces(parts[0]);
        capacity = bursts << offsetBits;
        java.util.Arrays.fill(hashShift, -1);
        for (int i = 1; i < parts.length; i++) {
            readHash(parts[i]);
        }
        hashed = parts.length > 1;
        plain = !hashed && cuts.length == 0;
        roShift = shift[RO];
        roMask = mask[RO];
        raShift = shift[RA];
        raMask = mask[RA];
        bgShift = shift[BG];
        bgMask = mask[BG];
        baShift = shift[BA];
        baMask = mask[BA];
        pcShift = shift[PC];
        pcMask = mask[PC];
        chShift = shift[CH];
        chMask = mask[CH];
        baBits = bits[BA];
        bankBits = bits[BG] + bits[BA];
        pcBits = bits[PC];
    }

    /** Bits that hold the numbers below {@code values}. */
    private static int log2(int values) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(values - 1);
    }

    private boolean isOdd(int field) {
        return Integer.bitCount(extent[field]) != 1;
    }

    private IllegalArgumentException refuse(String what) {
        return new IllegalArgumentException("mapping: \"" + text + "\": " + what
                + "; allowed: the fields Ro, Ra, Bg, Ba, Co, Pc, Ch from the most significant to the least,"
                + " each with an optional number of bits, then hashes such as +Bg^Ro, as in RoBaRaCoBgCh");
    }

    /** Lays out the pieces from the lowest; returns the number of bits. */
    private int placePieces(String pieces) {
        int count = 0;
        int[] field = new int[pieces.length()];
        int[] width = new int[pieces.length()];
        int[] fixed = new int[FIELDS];
        int[] open = new int[FIELDS];
        boolean[] named = new boolean[FIELDS];
        Matcher m = PIECE.matcher(pieces);
        int at = 0;
        while (m.find() && m.start() == at) {
            at = m.end();
            field[count] = fieldOf(m.group(1));
            named[field[count]] = true;
            width[count] = m.group(2).isEmpty() ? -1 : number(m.group(2));
            if (width[count] < 0) {
                open[field[count]]++;
            } else {
                fixed[field[count]] += width[count];
            }
            count++;
        }
        if (at != pieces.length()) {
            throw refuse("\"" + pieces.substring(at) + "\" is not a field");
        }
        for (int f : new int[] {RO, BA, CO, CH}) {
            if (!named[f]) {
                throw refuse(NAMES[f] + " is missing");
            }
        }
        // A group of fields written as one: which fields, from the lowest, a name stands for.
        int[][] means = {{RO}, {RA}, {BG}, {BA}, {CO}, {PC}, {CH}};
        means[BA] = !named[BG] && !named[RA]
                ? new int[] {BG, BA, RA}
                : !named[BG] ? new int[] {BG, BA} : !named[RA] ? new int[] {BA, RA} : means[BA];
        means[CH] = named[PC] ? means[CH] : new int[] {CH, PC};
        int[] taken = new int[FIELDS];
        int position = offsetBits;
        for (int i = count - 1; i >= 0; i--) {
            int f = field[i];
            int all = 0;
            for (int member : means[f]) {
                all += bits[member];
            }
            if (open[f] > 1 || fixed[f] > all || (open[f] == 0 && fixed[f] != all)) {
                throw refuse(NAMES[f] + " has " + all + " bits, the pieces say " + fixed[f]
                        + (open[f] > 1 ? " and more than one takes the rest" : ""));
            }
            int left = width[i] < 0 ? all - fixed[f] : width[i];
            while (left > 0) {
                int member = 0;
                while (taken[means[f][member]] == bits[means[f][member]]) {
                    member++;
                }
                int target = means[f][member];
                int now = Math.min(left, bits[target] - taken[target]);
                place(target, position, now, taken[target]);
                taken[target] += now;
                position += now;
                left -= now;
            }
        }
        return position - offsetBits;
    }

    private void place(int field, int position, int width, int already) {
        if (isOdd(field)) {
            if (width < bits[field]) {
                throw refuse(NAMES[field] + " has " + extent[field] + " values, no power of two, and cannot be cut");
            }
            odd = java.util.Arrays.copyOf(odd, odd.length + 3);
            odd[odd.length - 3] = position;
            odd[odd.length - 2] = width;
            odd[odd.length - 1] = extent[field];
        }
        if (already == 0) {
            shift[field] = position;
            mask[field] = (1 << width) - 1;
        } else {
            cuts = java.util.Arrays.copyOf(cuts, cuts.length + 4);
            cuts[cuts.length - 4] = field;
            cuts[cuts.length - 3] = position;
            cuts[cuts.length - 2] = (1 << width) - 1;
            cuts[cuts.length - 1] = already;
        }
    }

    private void readHash(String part) {
        Matcher m = HASH.matcher(part);
        if (!m.matches()) {
            throw refuse("\"+" + part + "\" is not a hash");
        }
        int f = fieldOf(m.group(1));
        int from = m.group(2).isEmpty() ? 0 : number(m.group(2));
        if (f == RO || f == CO || isOdd(f) || from + bits[f] > bits[RO] || hashShift[f] >= 0) {
            throw refuse("\"+" + part + "\": hashes need " + bits[f] + " bits of the row's " + bits[RO]
                    + ", one hash per field, not of Ro or Co, nor of one whose values are no power of two in number");
        }
        hashShift[f] = from;
    }

    private int fieldOf(String name) {
        for (int f = 0; f < FIELDS; f++) {
            if (NAMES[f].equals(name)) {
                return f;
            }
        }
        throw refuse("\"" + name + "\" is not a field");
    }

    private int number(String digits) {
        if (digits.length() > 2) {
            throw refuse("\"" + digits + "\" bits");
        }
        return Integer.parseInt(digits);
    }

    private int field(int f, long address) {
        int value = (int) (address >>> shift[f]) & mask[f];
        if (cuts.length > 0) {
            value |= further(f, address);
        }
        if (hashed && hashShift[f] >= 0) {
            value ^= (rowBits(address) >>> hashShift[f]) & ((1 << bits[f]) - 1);
        }
        return value;
    }

    private int further(int f, long address) {
        int value = 0;
        for (int i = 0; i < cuts.length; i += 4) {
            if (cuts[i] == f) {
                value |= ((int) (address >>> cuts[i + 1]) & cuts[i + 2]) << cuts[i + 3];
            }
        }
        return value;
    }

    /** Bytes of the memory. */
    public long capacityBytes() {
        return capacity;
    }

    private long wrapped(long address) {
        return address >= 0 && address < capacity ? address : Long.remainderUnsigned(address, capacity);
    }

    /** The burst that holds an address, counted from the start of the memory; wraps around. */
    public long burst(long address) {
        return wrapped(address) >>> offsetBits;
    }

    /** The address with whole bits for every field, as the {@link #slices} explain them; wraps around. */
    public long digits(long address) {
        if (odd.length == 0) {
            return address & ((1L << totalBits) - 1);
        }
        long digits = wrapped(address);
        for (int i = 0; i < odd.length; i += 3) {
            int at = odd[i];
            long above = digits >>> at;
            long quotient = above / odd[i + 2];
            long field = above - quotient * odd[i + 2];
            digits = ((quotient << odd[i + 1] | field) << at) | (digits & ((1L << at) - 1));
        }
        return digits;
    }

    /** The inverse of {@link #digits}. */
    private long fromDigits(long digits) {
        long address = digits;
        for (int i = odd.length - 3; i >= 0; i -= 3) {
            int at = odd[i];
            long above = address >>> at;
            long number = (above >>> odd[i + 1]) * odd[i + 2] + (above & ((1L << odd[i + 1]) - 1));
            address = number << at | (address & ((1L << at) - 1));
        }
        return address;
    }

    /**
     * Everything about an address at once: row times 2^32, plus bank times 2^16, plus the pseudo channel counted through
     * the memory.
     */
    long place(long real) {
        long address = odd.length == 0 ? real : digits(real);
        if (plain) {
            int bank = (((int) (address >>> raShift) & raMask) << bankBits)
                    | (((int) (address >>> bgShift) & bgMask) << baBits)
                    | ((int) (address >>> baShift) & baMask);
            int pseudo = (((int) (address >>> chShift) & chMask) << pcBits) | ((int) (address >>> pcShift) & pcMask);
            long row = (int) (address >>> roShift) & roMask;
            return (row << 32) | ((long) bank << 16) | pseudo;
        }
        return placeInPieces(address);
    }

    private long placeInPieces(long digits) {
        int bank = (((field(RA, digits) << bits[BG]) | field(BG, digits)) << bits[BA]) | field(BA, digits);
        int pseudo = (field(CH, digits) << bits[PC]) | field(PC, digits);
        return ((long) rowBits(digits) << 32) | ((long) bank << 16) | pseudo;
    }

    /** Channel, from 0. */
    public int channel(long address) {
        return field(CH, digits(address));
    }

    /**
     * Whether the bursts of every aligned block of as many bursts as there are channels live at the same place in every
     * channel.
     */
    public boolean rounds() {
        return (shift[CH] == offsetBits && Integer.bitCount(mask[CH]) == bits[CH] && hashShift[CH] < 0)
                || bits[CH] == 0;
    }

    /** Pseudo channel within its channel. */
    public int pseudoChannel(long address) {
        return field(PC, digits(address));
    }

    /** Bank within its pseudo channel: rank, bank group and bank, in this order of significance. */
    public int bank(long address) {
        long a = digits(address);
        return (((field(RA, a) << bits[BG]) | field(BG, a)) << bits[BA]) | field(BA, a);
    }

    /** Row within its bank. */
    public int row(long address) {
        return rowBits(digits(address));
    }

    private int rowBits(long address) {
        int value = (int) (address >>> shift[RO]) & mask[RO];
        return cuts.length > 0 ? value | further(RO, address) : value;
    }

    /** Burst within its row. */
    public int column(long address) {
        return field(CO, digits(address));
    }

    /** The address of a burst, the inverse of the other methods. */
    public long address(int channel, int pseudoChannel, int bank, int row, int column) {
        int[] value = new int[FIELDS];
        value[CH] = channel;
        value[PC] = pseudoChannel;
        value[BA] = bank & ((1 << bits[BA]) - 1);
        value[BG] = (bank >>> bits[BA]) & ((1 << bits[BG]) - 1);
        value[RA] = bank >>> (bits[BA] + bits[BG]);
        value[RO] = row;
        value[CO] = column;
        long address = 0;
        for (int f = 0; f < FIELDS; f++) {
            if (hashShift[f] >= 0) {
                value[f] ^= (row >>> hashShift[f]) & ((1 << bits[f]) - 1);
            }
            address |= (long) (value[f] & mask[f]) << shift[f];
        }
        for (int i = 0; i < cuts.length; i += 4) {
            address |= (long) ((value[cuts[i]] >>> cuts[i + 3]) & cuts[i + 2]) << cuts[i + 1];
        }
        return fromDigits(address);
    }

    /**
     * Neighbouring bits of an address that mean the same.
     *
     * @param from lowest bit
     * @param to highest bit
     * @param field what they choose, such as "row" or "byte in burst"
     * @param lowest which bit of that the lowest is
     * @param whole whether they are all of it
     * @param hash address bits that are exclusive-ored with them, lowest first; empty for none
     */
    public record Slice(int from, int to, String field, int lowest, boolean whole, List<Integer> hash) {}

    /** Fields whose number of values is no power of two, from the lowest, with that number, such as "5 channel". */
    public List<String> divisions() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < odd.length; i += 3) {
            all.add(odd[i + 2] + " " + WORDS[fieldAt(odd[i])]);
        }
        return all;
    }

    /** The meaning of every bit of the {@link #digits} of an address, from the lowest. */
    public List<Slice> slices() {
        List<Slice> slices = new ArrayList<>();
        if (offsetBits > 0) {
            slices.add(new Slice(0, offsetBits - 1, "byte in burst", 0, true, List.of()));
        }
        int[] below = new int[FIELDS];
        for (int bit = offsetBits; bit < totalBits; ) {
            int from = bit;
            int f = fieldAt(bit);
            while (bit < totalBits && fieldAt(bit) == f) {
                bit++;
            }
            List<Integer> hash = new ArrayList<>();
            for (int i = 0; hashShift[f] >= 0 && i < bit - from; i++) {
                hash.add(addressBit(RO, hashShift[f] + below[f] + i));
            }
            slices.add(new Slice(from, bit - 1, WORDS[f], below[f], bit - from == bits[f], List.copyOf(hash)));
            below[f] += bit - from;
        }
        return slices;
    }

    /** The address bit that holds a bit of a field. */
    private int addressBit(int field, int wanted) {
        int seen = 0;
        for (int bit = offsetBits; bit < totalBits; bit++) {
            if (fieldAt(bit) == field && seen++ == wanted) {
                return bit;
            }
        }
        throw new AssertionError(wanted);
    }

    private int fieldAt(int bit) {
        for (int f = 0; f < FIELDS; f++) {
            if (bit >= shift[f] && bit < shift[f] + Integer.bitCount(mask[f])) {
                return f;
            }
        }
        for (int i = 0; i < cuts.length; i += 4) {
            if (bit >= cuts[i + 1] && bit < cuts[i + 1] + Integer.bitCount(cuts[i + 2])) {
                return cuts[i];
            }
        }
        throw new AssertionError(bit);
    }

    @Override
    public String toString() {
        return text;
    }
}
