package dev.headrace.hw.cost.fpga;

import dev.headrace.simulator.unit.Action;
import dev.headrace.simulator.unit.CostModel;
import dev.headrace.simulator.unit.CostNote;
import dev.headrace.simulator.unit.Part;
import dev.headrace.simulator.unit.Primitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Costs of units by what they take of an FPGA: a busy cycle of a unit costs that of all its resources. */
public final class FpgaCosts implements CostModel.Costs {
    private final FpgaPower power;
    private final Fabric fabric;

    /** With the power of a board and of a fabric's resources. */
    public FpgaCosts(FpgaPower power, Fabric fabric) {
        this.power = power;
        this.fabric = fabric;
    }

    /** Of a unit's busy cycle; nothing of all else, which is part of that. */
    @Override
    public CostModel.Price price(Action action) {
        List<CostNote> notes = new ArrayList<>();
        if (action.primitive() == Primitive.LINK_BYTE) {
            notes.add(missing(action, "no energy of a link is known: not counted"));
        }
        if (action.primitive() != Primitive.LOGIC_CYCLE) {
            return new CostModel.Price(0, notes);
        }
        double pj = 0;
        for (Part part : action.parts()) {
            Fabric.Energy one = fabric.perCycle().get(part.name());
            if (one != null) {
                pj += part.count() * one.pj();
            } else if (part.count() > 0) {
                notes.add(missing(action, fabric.name() + " has no " + part.name() + " in per_cycle: not counted"));
            }
        }
        return new CostModel.Price(pj * power.factor(), notes);
    }

    private CostNote missing(Action action, String text) {
        return new CostNote(CostNote.Kind.MISSING, action.unit() == null ? power.name() : action.unit(), text);
    }

    /** Nothing on an FPGA has an area of its own. */
    @Override
    public CostModel.Silicon silicon(String unit, List<Part> parts) {
        return new CostModel.Silicon(Map.of(), 0, 0, List.of(), List.of());
    }

    @Override
    public boolean ofLogic() {
        return true;
    }

    @Override
    public double idleWatts() {
        return power.idleWatts() == null ? 0 : power.idleWatts();
    }

    @Override
    public @Nullable String whyNoStaticPower() {
        return power.idleWatts() == null ? "idle_watts in " + power.name() : null;
    }

    @Override
    public List<CostNote> notes() {
        String text = "units cost what they take of the FPGA in the cycles in which they are busy, by " + fabric.name()
                + " times " + power.factor() + "; deviation: " + fabric.origin().deviation();
        return List.of(new CostNote(CostNote.Kind.CHOICE, power.name(), text));
    }
}
