package dev.headrace.traces;

import dev.headrace.golden.NumberFormat;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * Element types of a safetensors file, little-endian.
 *
 * <p>Source: the safetensors format (github.com/huggingface/safetensors, README "Format", and the list and sizes of types in its
 * parser). F8_E4M3 is the variant without infinities, as in OFP8. Some types are known by their size only: a file may hold
 * tensors of them, but their numbers are not read.
 */
public enum ElementType {
    F64(64, Kind.FLOAT),
    F32(32, Kind.FLOAT),
    F16(16, Kind.FLOAT),
    BF16(16, Kind.FLOAT),
    I64(64, Kind.WHOLE),
    I32(32, Kind.WHOLE),
    I16(16, Kind.WHOLE),
    I8(8, Kind.WHOLE),
    U8(8, Kind.WHOLE),
    BOOL(8, Kind.WHOLE),
    F8_E4M3(8, Kind.FLOAT),
    F8_E5M2(8, Kind.FLOAT),
    U64(64, Kind.UNREAD),
    U32(32, Kind.UNREAD),
    U16(16, Kind.UNREAD),
    C64(64, Kind.UNREAD),
    F8_E8M0(8, Kind.UNREAD),
    F8_E4M3FNUZ(8, Kind.UNREAD),
    F8_E5M2FNUZ(8, Kind.UNREAD),
    F6_E2M3(6, Kind.UNREAD),
    F6_E3M2(6, Kind.UNREAD),
    F4(4, Kind.UNREAD);

    /** The types whose numbers are read and written. */
    static final List<ElementType> READ =
            Stream.of(values()).filter(type -> type.kind != Kind.UNREAD).toList();

    private enum Kind {
        FLOAT,
        WHOLE,
        UNREAD
    }

    private final int bits;
    private final Kind kind;

    ElementType(int bits, Kind kind) {
        this.bits = bits;
        this.kind = kind;
    }

    /** Bits of one element; those of a tensor lie side by side. */
    public int bits() {
        return bits;
    }

    /** Bytes of one element, of a type that is read. */
    int bytes() {
        return bits / Byte.SIZE;
    }

    /** True if numbers of this type can be read and written. */
    public boolean isRead() {
        return kind != Kind.UNREAD;
    }

    /** True for the whole-number types that are read, BOOL (0 or 1) included. */
    public boolean isInteger() {
        return kind == Kind.WHOLE;
    }

    /** True if every value of the type is a value of float as well. */
    boolean fitsFloat() {
        return this != F64 && this != I64 && this != I32;
    }

    /** Next element of the buffer as a whole number; only for integer types. */
    long nextLong(ByteBuffer from) {
        return switch (this) {
            case I64 -> from.getLong();
            case I32 -> from.getInt();
            case I16 -> from.getShort();
            case I8 -> from.get();
            case U8, BOOL -> from.get() & 0xff;
            default -> throw new IllegalStateException(this + " is not a whole-number type");
        };
    }

    /** Next element of the buffer; whole numbers beyond 2^53 are the caller's to refuse. */
    double nextDouble(ByteBuffer from) {
        return switch (this) {
            case F64 -> from.getDouble();
            case F32 -> from.getFloat();
            case F16 -> NumberFormat.FP16.decode(from.getShort() & 0xffff);
            case BF16 -> NumberFormat.BF16.decode(from.getShort() & 0xffff);
            case F8_E4M3 -> NumberFormat.FP8_E4M3.decode(from.get() & 0xff);
            case F8_E5M2 -> NumberFormat.FP8_E5M2.decode(from.get() & 0xff);
            default -> nextLong(from);
        };
    }

    /** Appends a number, rounded to nearest even for the floats; whole numbers must be in range already. */
    void put(double value, ByteBuffer to) {
        switch (this) {
            case F64 -> to.putDouble(value);
            case F32 -> to.putFloat((float) value);
            case F16 -> to.putShort((short) NumberFormat.FP16.encode(value));
            case BF16 -> to.putShort((short) NumberFormat.BF16.encode(value));
            case F8_E4M3 -> to.put((byte) NumberFormat.FP8_E4M3.encode(value));
            case F8_E5M2 -> to.put((byte) NumberFormat.FP8_E5M2.encode(value));
            case I64 -> to.putLong((long) value);
            case I32 -> to.putInt((int) value);
            case I16 -> to.putShort((short) value);
            case I8, U8, BOOL -> to.put((byte) value);
            default -> throw new IllegalStateException(this + " is not written");
        }
    }

    /** True if a number can be stored: any for the floats, a whole number in range for the rest that are written. */
    boolean accepts(double value) {
        return switch (this) {
            case I64 -> value == Math.rint(value) && Math.abs(value) <= 0x1p53;
            case I32 -> value == (int) value;
            case I16 -> value == (short) value;
            case I8 -> value == (byte) value;
            case U8 -> value == ((int) value & 0xff);
            case BOOL -> value == 0 || value == 1;
            default -> isRead();
        };
    }
}
