package dev.headrace.traces;

import dev.headrace.golden.NumberFormat;
import java.nio.ByteBuffer;

/**
 * Element types of a safetensors file, little-endian.
 *
 * <p>Source: the safetensors format description (github.com/huggingface/safetensors, README "Format"). F8_E4M3 is the
 * variant without infinities, as in OFP8. Types beyond this list are refused.
 */
public enum ElementType {
    F64(8, false),
    F32(4, false),
    F16(2, false),
    BF16(2, false),
    I64(8, true),
    I32(4, true),
    I16(2, true),
    I8(1, true),
    U8(1, true),
    BOOL(1, true),
    F8_E4M3(1, false),
    F8_E5M2(1, false);

    private final int bytes;
    private final boolean integer;

    ElementType(int bytes, boolean integer) {
        this.bytes = bytes;
        this.integer = integer;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** True for the whole-number types, BOOL (0 or 1) included. */
    public boolean isInteger() {
        return integer;
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
        }
    }

    /** True if a number can be stored: any for the floats, a whole number in range for the rest. */
    boolean accepts(double value) {
        return switch (this) {
            case I64 -> value == Math.rint(value) && Math.abs(value) <= 0x1p53;
            case I32 -> value == (int) value;
            case I16 -> value == (short) value;
            case I8 -> value == (byte) value;
            case U8 -> value == ((int) value & 0xff);
            case BOOL -> value == 0 || value == 1;
            default -> true;
        };
    }
}
