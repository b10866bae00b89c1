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
 * <p>A number of channels that is no power of two must be the lowest field ({@code ...Ch}): the channel is then the number
 * of the burst modulo the channels, and the other fields are the bits of the quotient.
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
    private final int offsetBits;
    private final int totalBits;
    private final long capacity;
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
    /** Channels, where their number is no power of two; else 1. */
    private final int modulus;

    /**
     * Reads a mapping.
     *
     * @param channels channels of this memory, 1 to 4096
     * @throws IllegalArgumentException naming the piece that is not allowed
     */
    public AddressMap(String text, DramPart.Geometry geometry, int channels) {
        Allowed.between("channels", channels, 1, 4096);
        this.text = text;
        modulus = Integer.bitCount(channels) == 1 ? 1 : channels;
        bits[RO] = log2(geometry.rows());
        bits[RA] = log2(geometry.ranks());
        bits[BG] = log2(geometry.bankGroups());
        bits[BA] = log2(geometry.banks());
        bits[CO] = log2(geometry.accessesPerRow());
        bits[PC] = log2(geometry.pseudoChannels());
        bits[CH] = modulus == 1 ? log2(channels) : 0;
        offsetBits = log2(geometry.accessBytes());
        String[] parts = text.split("\\+", -1);
        totalBits = offsetBits + placePieces(parts[0]);
        capacity = (long) modulus << totalBits;
        java.util.Arrays.fill(hashShift, -1);
        for (int i = 1; i < parts.length; i++) {
            readHash(parts[i]);
        }
        hashed = parts.length > 1;
        plain = modulus == 1 && !hashed && cuts.length == 0;
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
        if (modulus > 1 && !parts[0].endsWith("Ch")) {
            throw refuse(channels + " channels are no power of two and not the lowest field");
        }
    }

    private static int log2(int powerOfTwo) {
        return Integer.numberOfTrailingZeros(powerOfTwo);
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
        if (f == RO || f == CO || from + bits[f] > bits[RO] || hashShift[f] >= 0) {
            throw refuse("\"+" + part + "\": hashes need " + bits[f] + " bits of the row's " + bits[RO]
                    + ", one hash per field, not of Ro or Co");
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

    /** The burst that holds an address, counted from the start of the memory; wraps around. */
    public long burst(long address) {
        if (modulus == 1) {
            return (address & ((1L << totalBits) - 1)) >>> offsetBits;
        }
        boolean inside = address >= 0 && address < capacity;
        return (inside ? address : Long.remainderUnsigned(address, capacity)) >>> offsetBits;
    }

    /**
     * Everything about an address at once: row times 2^32, plus bank times 2^16, plus the pseudo channel counted through
     * the memory.
     */
    long place(long address) {
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

    private long placeInPieces(long address) {
        long a = address;
        int channel;
        if (modulus == 1) {
            channel = field(CH, a);
        } else {
            long burst = burst(address);
            long quotient = burst / modulus;
            channel = (int) (burst - quotient * modulus);
            a = quotient << offsetBits;
        }
        int bank = (((field(RA, a) << bits[BG]) | field(BG, a)) << bits[BA]) | field(BA, a);
        int pseudo = (channel << bits[PC]) | field(PC, a);
        return ((long) rowBits(a) << 32) | ((long) bank << 16) | pseudo;
    }

    /** The address within a channel whose number is no power of two; else the address itself. */
    private long within(long address) {
        return modulus == 1 ? address : (burst(address) / modulus) << offsetBits;
    }

    /** Channel, from 0. */
    public int channel(long address) {
        return modulus == 1 ? field(CH, address) : (int) (burst(address) % modulus);
    }

    /**
     * Whether the bursts of every aligned block of as many bursts as there are channels live at the same place in every
     * channel.
     */
    public boolean rounds() {
        return modulus > 1
                || (shift[CH] == offsetBits && Integer.bitCount(mask[CH]) == bits[CH] && hashShift[CH] < 0)
                || bits[CH] == 0;
    }

    /** Pseudo channel within its channel. */
    public int pseudoChannel(long address) {
        return field(PC, within(address));
    }

    /** Bank within its pseudo channel: rank, bank group and bank, in this order of significance. */
    public int bank(long address) {
        long a = within(address);
        return (((field(RA, a) << bits[BG]) | field(BG, a)) << bits[BA]) | field(BA, a);
    }

    /** Row within its bank. */
    public int row(long address) {
        return rowBits(within(address));
    }

    private int rowBits(long address) {
        int value = (int) (address >>> shift[RO]) & mask[RO];
        return cuts.length > 0 ? value | further(RO, address) : value;
    }

    /** Burst within its row. */
    public int column(long address) {
        return field(CO, within(address));
    }

    /** The address of a burst, the inverse of the other methods. */
    public long address(int channel, int pseudoChannel, int bank, int row, int column) {
        int[] value = new int[FIELDS];
        value[CH] = modulus == 1 ? channel : 0;
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
        return modulus == 1 ? address : ((address >>> offsetBits) * modulus + channel) << offsetBits;
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

    /** The number that the channel is the burst modulo of; 1 if the channel is some bits of the address. */
    public int modulus() {
        return modulus;
    }

    /**
     * The meaning of every bit of an address, from the lowest. With a {@link #modulus}, the bits above those within a
     * burst are those of (burst / modulus), moved up by the bits within a burst.
     */
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
