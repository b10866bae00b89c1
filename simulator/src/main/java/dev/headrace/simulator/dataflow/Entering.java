package dev.headrace.simulator.dataflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The numbers of an operator whose inputs are rounded to its unit's operand format as they come in; a held one is once. */
final class Entering implements Op.Compute {
    private final OpCommon common;
    private final Scope scope;
    private final Op.Compute inner;
    private final List<@Nullable String> formats;
    private final @Nullable Tile[] came;
    private final @Nullable Tile[] entered;

    /**
     * Rounds before it computes.
     *
     * @param formats of each input the format, or null: it stays as it is
     */
    Entering(OpCommon common, Scope scope, Op.Compute inner, List<@Nullable String> formats) {
        this.common = common;
        this.scope = scope;
        this.inner = inner;
        this.formats = formats;
        this.came = new @Nullable Tile[formats.size()];
        this.entered = new @Nullable Tile[formats.size()];
    }

    @Override
    public @Nullable Tile[] fire(Point at, @Nullable Tile[] in, boolean first, boolean last) {
        for (int i = 0; i < entered.length; i++) {
            Tile tile = in[i];
            String format = formats.get(i);
            if (tile == null || format == null) {
                entered[i] = tile;
            } else if (tile != came[i]) {
                entered[i] = scope.rounded(common, tile, format);
            }
            came[i] = tile;
        }
        return inner.fire(at, entered, first, last);
    }
}
