package dev.headrace.hw.fetcher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fetcher once more, written the other way round: objects in queues, looked at in every cycle. What happens in a cycle is
 * first decided everywhere, then done.
 */
public final class ReferenceFetcher {
    /** A burst to be fetched; its channel is -1 if it is padding. */
    private static final class Piece {
        final Line line;
        final long address;
        final int channel;
        final int lane;
        boolean there;

        Piece(Line line, long address, int channel, int lane) {
            this.line = line;
            this.address = address;
            this.channel = channel;
            this.lane = lane;
        }
    }

    private static final class Line {
        final List<Piece> pieces = new ArrayList<>();
        final Request request;
        boolean last;

        Line(Request request) {
            this.request = request;
        }

        long there() {
            return pieces.stream().filter(p -> p.there).count();
        }
    }

    private record Request(int engine, int name, Deque<Long> addresses) {}

    private record Data(long cycle, Piece piece) {}

    private static final class Lane {
        final Deque<Piece> addresses = new ArrayDeque<>();
        /** Taken, and their line has not left. */
        final Deque<Piece> places = new ArrayDeque<>();
    }

    private static final class Channel {
        int underWay;
        Lane chosen;
        final Deque<Data> back = new ArrayDeque<>();
    }

    private final LaneFetcherParameters unit;
    private final LaneFetcher.Memory memory;
    private final int[] turnOf;
    private final int[] rankOf;
    private final List<Deque<Request>> waiting = new ArrayList<>();
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private final Deque<Line> lines = new ArrayDeque<>();
    private final Map<Integer, Piece> tagged = new HashMap<>();
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private int tags;
    private Request current;
    private int lastTurn;

    public ReferenceFetcher(
            LaneFetcherParameters unit, int channels, LaneFetcher.Memory memory, int[] turnOf, int[] rankOf) {
        this.unit = unit;
        this.memory = memory;
        this.turnOf = turnOf;
        this.rankOf = rankOf;
        for (int i = 0; i < turnOf.length; i++) {
            waiting.add(new ArrayDeque<>());
            lastTurn = Math.max(lastTurn, turnOf[i]);
        }
        for (int i = 0; i < unit.lanes(); i++) {
            lanes.add(new Lane());
        }
        for (int i = 0; i < channels; i++) {
            this.channels.add(new Channel());
        }
    }

    public void request(int engine, int name, List<Long> addresses) {
        waiting.get(engine).add(new Request(engine, name, new ArrayDeque<>(addresses)));
    }

    public void arrives(int tag, long cycle) {
        Piece piece = tagged.remove(tag);
        channels.get(piece.channel).back.add(new Data(cycle, piece));
    }

    public boolean busy() {
        return current != null || !lines.isEmpty() || waiting.stream().anyMatch(w -> !w.isEmpty());
    }

    /** How often each thing has happened. */
    public Map<String, Long> counts() {
        return counts;
    }

    private void count(String what, long times) {
        counts.merge(what, times, Long::sum);
    }

    public void step(long cycle) {
        Line oldest = lines.peek();
        long there = oldest == null ? 0 : oldest.there();
        boolean leaves = oldest != null && there == unit.lanes();
        boolean roomForALine = lanes.stream().allMatch(l -> l.addresses.size() < unit.addressFifo());
        Map<Channel, List<Piece>> wanted = new LinkedHashMap<>();
        List<Piece> padding = new ArrayList<>();
        for (Lane lane : lanes) {
            Piece head = lane.addresses.peek();
            if (head != null && lane.places.size() == unit.responseFifo()) {
                count("room", 1);
            } else if (head != null && head.channel < 0) {
                padding.add(head);
            } else if (head != null) {
                wanted.computeIfAbsent(channels.get(head.channel), c -> new ArrayList<>())
                        .add(head);
            }
        }
        List<Data> crossing = crossing(cycle);
        if (current == null) {
            current = choose();
        }
        count("busy", oldest != null || current != null ? 1 : 0);
        count("waiting", there > 0 && !leaves ? 1 : 0);
        wanted.forEach((channel, heads) -> serve(cycle, channel, heads));
        padding.forEach(p -> {
            goBy(p);
            p.there = true;
        });
        if (leaves) {
            lines.remove();
            lanes.forEach(l -> l.places.remove());
            count("lines", 1);
            if (oldest.last) {
                count("requests", 1);
                memory.complete(oldest.request.name, cycle);
            }
        }
        for (Data d : crossing) {
            Channel c = channels.get(d.piece.channel);
            c.back.remove(d);
            c.underWay--;
            d.piece.there = true;
            count("beats", 1);
        }
        if (current != null && roomForALine) {
            enter();
        } else if (current != null) {
            count("full", 1);
        }
    }

    private List<Data> crossing(long cycle) {
        List<Data> all = new ArrayList<>();
        Set<Integer> taking = new HashSet<>();
        for (Channel c : channels) {
            Data d = c.back.peek();
            if (d != null && d.cycle <= cycle) {
                if (taking.add(d.piece.lane)) {
                    all.add(d);
                } else {
                    count("lost returns", 1);
                }
            }
        }
        return all;
    }

    private Request choose() {
        int turns = 0;
        for (int t : turnOf) {
            turns = Math.max(turns, t + 1);
        }
        for (int i = 1; i <= turns; i++) {
            int turn = (lastTurn + i) % turns;
            Request first = null;
            for (int e = 0; e < turnOf.length; e++) {
                Request r = waiting.get(e).peek();
                if (turnOf[e] == turn && r != null && (first == null || rankOf[e] < rankOf[first.engine])) {
                    first = r;
                }
            }
            if (first != null) {
                lastTurn = turn;
                return waiting.get(first.engine).remove();
            }
        }
        return null;
    }

    private void serve(long cycle, Channel channel, List<Piece> heads) {
        Piece served = heads.get(0);
        for (Piece p : heads) {
            if (lanes.get(p.lane) == channel.chosen) {
                served = p;
            }
        }
        int tag = tags;
        tagged.put(tag, served);
        if (channel.underWay < unit.outstandingPerChannel()
                && memory.read(cycle, served.line.request.engine, tag, served.line.request.name, served.address, 0)) {
            tags++;
            channel.underWay++;
            channel.chosen = null;
            goBy(served);
            count("lost", heads.size() - 1);
        } else {
            tagged.remove(tag);
            channel.chosen = lanes.get(served.lane);
            count("limited", heads.size());
        }
    }

    private void goBy(Piece p) {
        lanes.get(p.lane).addresses.remove();
        lanes.get(p.lane).places.add(p);
    }

    private void enter() {
        Line line = new Line(current);
        for (int l = 0; l < unit.lanes(); l++) {
            Long address = current.addresses.poll();
            Piece p = new Piece(line, address == null ? 0 : address, address == null ? -1 : memory.channel(address), l);
            count("padding", address == null ? 1 : 0);
            line.pieces.add(p);
            lanes.get(l).addresses.add(p);
        }
        line.last = current.addresses.isEmpty();
        current = line.last ? null : current;
        lines.add(line);
    }
}
