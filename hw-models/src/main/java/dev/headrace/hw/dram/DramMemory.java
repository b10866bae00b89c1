package dev.headrace.hw.dram;

import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import dev.headrace.simulator.unit.Assembly;
import dev.headrace.simulator.unit.MemoryUnit;
import dev.headrace.simulator.unit.Part;
import dev.headrace.simulator.unit.Settled;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A memory as described by its part and the parameters of a hardware file; each run gets a device of its own. */
public final class DramMemory implements MemoryUnit, Assembly, Settled {
    private final DramPart part;
    private final Dram parameters;
    private final int channels;
    private final String mapping;
    private final AddressMap map;

    /** A memory; refuses a mapping or refresh that the part does not allow. */
    public DramMemory(DramPart part, Dram parameters) {
        this.part = part;
        this.parameters = parameters;
        Integer given = parameters.channels();
        channels = given == null ? part.geometry().channels() : given;
        String text = parameters.mapping();
        mapping = text == null ? Dram.MAPPING : text;
        map = new AddressMap(mapping, part.geometry(), channels);
        DramController.checkRefresh(part, parameters.policy());
    }

    /**
     * A memory of the part that its parameters name.
     *
     * @param resolve finds the file that a name means
     */
    public static DramMemory of(Dram parameters, UnaryOperator<Path> resolve) {
        return new DramMemory(DramPartFile.load(resolve.apply(Library.path(parameters.part())), resolve), parameters);
    }

    @Override
    public Map<String, Object> settled() {
        Map<String, Object> standard = JsonFile.components(part);
        standard.keySet().removeAll(List.of("about", "sources"));
        return Map.of("channels", channels, "part", standard);
    }

    /** The standard. */
    public DramPart part() {
        return part;
    }

    /** How addresses are spread. */
    public AddressMap map() {
        return map;
    }

    /** Channels. */
    public int channels() {
        return channels;
    }

    /** How its controller chooses. */
    public DramPolicy policy() {
        return parameters.policy();
    }

    /** Whether only latency and bandwidth are modelled. */
    public boolean bandwidthOnly() {
        return parameters.bandwidthOnly();
    }

    @Override
    public long clockHz() {
        return part.clockKhz() * 1000;
    }

    @Override
    public long capacityBytes() {
        return map.capacityBytes();
    }

    /**
     * One row of one bank, or a burst of every channel (if a power of two), so that tensors do not share them; where only
     * bandwidth is modelled, one burst.
     */
    @Override
    public long alignment() {
        if (parameters.bandwidthOnly()) {
            return part.geometry().accessBytes();
        }
        long round = (long) part.geometry().accessBytes() * channels;
        return Math.max(part.geometry().rowBytes(), Long.bitCount(round) == 1 ? round : 1);
    }

    @Override
    public double peakBytesPerSecond() {
        return part.peakBytesPerSecond(channels);
    }

    @Override
    public @Nullable String link() {
        return parameters.link();
    }

    /** Its interface on the chip, by data pins of all channels; nothing if the part does not say. */
    @Override
    public List<Part> parts() {
        DramPart.Pins pins = part.pins();
        return pins == null
                ? List.of()
                : List.of(new Part(Part.INTERFACE, pins.kind(), (long) channels * pins.lanes()));
    }

    @Override
    public List<String> unpriced() {
        DramPart.Energy e = part.energy();
        return java.util.stream.Stream.of(
                        e.backgroundClosedMw() == 0 ? "the energy of its background: idle channels are free" : "",
                        e.refreshAllPj() == 0 ? "the energy of refreshes" : "",
                        part.pins() == null ? "the area of its interface on chip" : "",
                        parameters.link() == null ? "" : "the area of its link",
                        "the energy of its controller on chip")
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /**
     * Bursts as if all of them were full, reads of what is written left out (the write queue may answer those), and background with
     * the cheaper of rows open and closed. Activations and refreshes are not counted.
     */
    @Override
    public double leastPj(long read, long written, double seconds) {
        DramPart.Energy e = part.energy();
        double idle = Math.min(e.backgroundMw(), e.backgroundClosedMw()) * channels * seconds * 1e9;
        return (read * e.readPj() + written * e.writePj()) / part.geometry().accessBytes() + idle;
    }

    @Override
    public Running start(long ticksPerCycle, List<Port> ports, List<String> tensors) {
        if (parameters.bandwidthOnly()) {
            Integer latency = parameters.latency();
            return new BandwidthDevice(
                    part, channels, latency == null ? part.closedLatency() : latency, ticksPerCycle, tensors);
        }
        return new DramDevice(part, channels, mapping, parameters.policy(), ticksPerCycle, ports, tensors);
    }
}
