package dev.headrace.simulator.kernel;

/**
 * A firing of a region at which ports that do not run over every loop may act: as the compiled code does it, but port by
 * port. Such a port acts if its depth is at least {@code first} (inputs) or {@code last} (outputs, and inputs that
 * release at their last use).
 */
final class Border {
    private final Region region;
    private final Blueprint plan;

    /** Put and arrival of each link's token. */
    private final long[] put;

    private final long[] arrival;

    Border(Region region) {
        this.region = region;
        this.plan = region.plan;
        put = new long[plan.links.length];
        arrival = new long[plan.links.length];
    }

    private static boolean acts(Port p, int from) {
        return p.full() || p.depth() >= from;
    }

    /** True if everything that the firing needs from outside is known. */
    boolean ready(int first, int last) {
        for (int o = 0; o < plan.nodes.length; o++) {
            for (Port in : plan.inputs[o]) {
                if (in.link() < 0 && acts(in, first) && !in.outside().hasToken()) {
                    return false;
                }
            }
            for (Port out : plan.outputs[o]) {
                if (out.link() < 0 && acts(out, last) && !out.outside().hasSlot()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The latest of all times that the firing depends on. */
    long latest(int first, int last) {
        long latest = region.latestReady();
        for (int o = 0; o < plan.nodes.length; o++) {
            for (Port in : plan.inputs[o]) {
                if (in.link() < 0 && acts(in, first)) {
                    latest = Math.max(latest, in.outside().headArrival());
                }
            }
            for (Port out : plan.outputs[o]) {
                if (out.link() < 0 && acts(out, last)) {
                    latest = Math.max(latest, out.outside().slotFree());
                }
            }
        }
        return latest;
    }

    void fire(int first, int last) {
        for (int o = 0; o < plan.nodes.length; o++) {
            fire(o, first, last);
        }
    }

    private void fire(int o, int first, int last) {
        Node n = plan.nodes[o];
        int at = plan.shape.operator(o);
        long t = region.values[at];
        for (Port in : plan.inputs[o]) {
            if (acts(in, first)) {
                t = TimeBase.edge(Math.max(t, arrival(in)), n.period);
                if (n.inOrder && in.release() == InPort.Release.FIRST) {
                    release(o, in, t);
                }
            }
        }
        long take = t;
        if (n.withRoom) {
            take = slots(o, take, last);
            region.values[at + 1] += take - t;
        }
        for (Port in : plan.inputs[o]) {
            boolean leaves = in.release() == InPort.Release.FIRST ? acts(in, first) && !n.inOrder : acts(in, last);
            if (leaves) {
                release(o, in, take);
            }
        }
        long[] takes = region.rings[o];
        takes[(int) region.fired & (takes.length - 1)] = take;
        long p = n.putAll ? slots(o, take, last) : take;
        for (Port out : plan.outputs[o]) {
            if (acts(out, last)) {
                if (!n.withRoom && !n.putAll) {
                    p = TimeBase.edge(Math.max(p, slot(out)), n.period);
                }
                send(out, take + n.pace.latency(n.cursor.index) * n.period, p);
            }
        }
        region.values[at + 1] += p - take;
        region.values[at] = p + region.values[at + 2];
    }

    private long slots(int o, long from, int last) {
        long t = from;
        for (Port out : plan.outputs[o]) {
            if (acts(out, last)) {
                t = Math.max(t, slot(out));
            }
        }
        return TimeBase.edge(t, plan.nodes[o].period);
    }

    private long slot(Port out) {
        if (out.link() < 0) {
            return out.outside().slotFree();
        }
        Fifo f = plan.links[out.link()];
        if (region.fired < f.capacity) {
            return 0;
        }
        long[] takes = region.rings[consumerRing(out.link())];
        return takes[(int) (region.fired - f.capacity) & (takes.length - 1)] + f.back;
    }

    private int consumerRing(int link) {
        for (Port[] of : plan.inputs) {
            for (Port in : of) {
                if (in.link() == link) {
                    return in.ring();
                }
            }
        }
        throw new IllegalStateException("link " + link + " has no consumer");
    }

    private void send(Port out, long ready, long p) {
        if (out.link() < 0) {
            Fifo f = out.outside();
            f.reserve(p);
            f.fill(Math.max(ready, p + f.forward));
        } else {
            put[out.link()] = p;
            arrival[out.link()] = Math.max(ready, p + plan.links[out.link()].forward);
        }
    }

    private long arrival(Port in) {
        return in.link() < 0 ? in.outside().headArrival() : arrival[in.link()];
    }

    private void release(int o, Port in, long t) {
        if (in.link() < 0) {
            in.outside().taken++;
            in.outside().release(t);
            return;
        }
        int at = plan.shape.link(in.link());
        long[] takes = region.rings[in.ring()];
        int mask = takes.length - 1;
        long before = takes[(int) (region.fired - region.values[at]) & mask];
        if (before + region.values[at + 2] > put[in.link()]) {
            region.values[at]++;
        }
        if (in.ring() != o) {
            takes[(int) region.fired & mask] = t;
        }
    }
}
