package dev.headrace.reports;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Composite;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.GraphicsConfiguration;
import java.awt.Image;
import java.awt.Paint;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.BufferedImageOp;
import java.awt.image.ImageObserver;
import java.awt.image.RenderedImage;
import java.awt.image.renderable.RenderableImage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.AttributedCharacterIterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is drawn as SVG: shapes of one colour, lines and text, which is all that charts are made of. Whatever is
 * state (fonts, transforms, clips) is kept by a graphics of Java's own. Shapes outside the clip are left out; those across
 * its edge are drawn whole.
 */
final class SvgGraphics extends Graphics2D {
    /** Rendering hint: what shapes are called when pointed at; a text. */
    static final RenderingHints.Key TITLE = new RenderingHints.Key(1) {
        @Override
        public boolean isCompatibleValue(@Nullable Object value) {
            return value == null || value instanceof String;
        }
    };

    private static final int DIGITS = 2;

    private final StringBuilder out;
    private final Graphics2D state;
    private final boolean inherit;

    /** One that writes to {@code out}; black text takes the colour of its surroundings if {@code inherit}. */
    SvgGraphics(StringBuilder out, boolean inherit) {
        this(out, new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB).createGraphics(), inherit);
        state.setClip(null);
    }

    private SvgGraphics(StringBuilder out, Graphics2D state, boolean inherit) {
        this.out = out;
        this.state = state;
        this.inherit = inherit;
    }

    @Override
    public void fill(Shape shape) {
        shape(shape, "", " stroke=\"none\"", true);
    }

    @Override
    public void draw(Shape shape) {
        if (!(state.getStroke() instanceof BasicStroke stroke)) {
            fill(state.getStroke().createStrokedShape(shape));
            return;
        }
        StringBuilder more = new StringBuilder(" stroke-width=\"").append(number(stroke.getLineWidth()));
        if (stroke.getDashArray() != null) {
            more.append("\" stroke-dasharray=\"");
            for (float dash : stroke.getDashArray()) {
                more.append(number(dash)).append(' ');
            }
            more.setLength(more.length() - 1);
        }
        shape(shape, " fill=\"none\"", more.append('"').toString(), false);
    }

    private void shape(Shape shape, String before, String after, boolean fill) {
        Shape drawn = state.getTransform().createTransformedShape(shape);
        Shape clip = state.getClip();
        if (clip != null && fill && shape instanceof Rectangle2D r) {
            drawn = state.getTransform().createTransformedShape(r.createIntersection(clip.getBounds2D()));
        } else if (clip != null) {
            // Upright and level lines have no area, so that they meet nothing.
            Rectangle2D bounds = shape.getBounds2D();
            bounds.setRect(bounds.getX(), bounds.getY(), bounds.getWidth() + 1e-3, bounds.getHeight() + 1e-3);
            if (!clip.intersects(bounds)) {
                return;
            }
        }
        String path = path(drawn);
        if (path.isEmpty()) {
            return;
        }
        out.append("<path d=\"").append(path).append('"').append(before);
        paint(fill ? "fill" : "stroke");
        out.append(fill ? "" : after);
        Object title = state.getRenderingHint(TITLE);
        if (title != null) {
            out.append("><title>").append(Text.escape(title.toString())).append("</title></path>\n");
        } else {
            out.append("/>\n");
        }
    }

    private void paint(String attribute) {
        Color color = state.getPaint() instanceof Color c ? c : Color.GRAY;
        boolean ink = inherit && color.getRGB() == Color.BLACK.getRGB();
        out.append(' ').append(attribute).append("=\"");
        out.append(ink ? "currentColor" : String.format(java.util.Locale.ROOT, "#%06x", color.getRGB() & 0xFFFFFF));
        out.append('"');
        double alpha = color.getAlpha() / 255.0 * (state.getComposite() instanceof AlphaComposite a ? a.getAlpha() : 1);
        if (alpha < 1) {
            out.append(' ')
                    .append(attribute)
                    .append("-opacity=\"")
                    .append(number(alpha))
                    .append('"');
        }
    }

    private static String path(Shape shape) {
        StringBuilder path = new StringBuilder();
        double[] c = new double[6];
        for (PathIterator i = shape.getPathIterator(null); !i.isDone(); i.next()) {
            int kind = i.currentSegment(c);
            path.append("MLQCZ".charAt(kind));
            int n = kind == PathIterator.SEG_CLOSE
                    ? 0
                    : kind == PathIterator.SEG_QUADTO ? 4 : kind == PathIterator.SEG_CUBICTO ? 6 : 2;
            for (int k = 0; k < n; k++) {
                path.append(k == 0 ? "" : " ").append(number(c[k]));
            }
        }
        return path.toString();
    }

    private static String number(double value) {
        return new BigDecimal(value)
                .setScale(DIGITS, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }

    @Override
    public void drawString(String text, float x, float y) {
        if (text.isBlank()) {
            return;
        }
        AffineTransform at = state.getTransform();
        Font font = state.getFont();
        out.append("<text");
        if (at.getShearX() == 0 && at.getShearY() == 0) {
            out.append(" x=\"").append(number(at.getScaleX() * x + at.getTranslateX()));
            out.append("\" y=\"").append(number(at.getScaleY() * y + at.getTranslateY()));
        } else {
            out.append(" transform=\"matrix(");
            double[] m = new double[6];
            at.getMatrix(m);
            for (int i = 0; i < m.length; i++) {
                out.append(i == 0 ? "" : " ").append(number(m[i]));
            }
            out.append(")\" x=\"").append(number(x)).append("\" y=\"").append(number(y));
        }
        out.append("\" font-size=\"").append(number(font.getSize2D())).append('"');
        out.append(font.isBold() ? " font-weight=\"bold\"" : "");
        paint("fill");
        // As wide as it was laid out, whatever font the reader has.
        out.append(" textLength=\"")
                .append(number(
                        font.getStringBounds(text, state.getFontRenderContext()).getWidth()))
                .append("\" lengthAdjust=\"spacingAndGlyphs\">");
        out.append(Text.escape(text)).append("</text>\n");
    }

    @Override
    public void drawString(String text, int x, int y) {
        drawString(text, (float) x, (float) y);
    }

    @Override
    public void drawString(AttributedCharacterIterator text, int x, int y) {
        drawString(text, (float) x, (float) y);
    }

    @Override
    public void drawString(AttributedCharacterIterator text, float x, float y) {
        new TextLayout(text, getFontRenderContext()).draw(this, x, y);
    }

    @Override
    public void drawGlyphVector(GlyphVector glyphs, float x, float y) {
        fill(glyphs.getOutline(x, y));
    }

    @Override
    public Graphics create() {
        return new SvgGraphics(out, (Graphics2D) state.create(), inherit);
    }

    @Override
    public void dispose() {
        state.dispose();
    }

    @Override
    public void drawLine(int x1, int y1, int x2, int y2) {
        draw(new Line2D.Double(x1, y1, x2, y2));
    }

    @Override
    public void fillRect(int x, int y, int width, int height) {
        fill(new Rectangle(x, y, width, height));
    }

    @Override
    public void clearRect(int x, int y, int width, int height) {
        Paint before = state.getPaint();
        state.setPaint(state.getBackground());
        fillRect(x, y, width, height);
        state.setPaint(before);
    }

    @Override
    public void drawRoundRect(int x, int y, int width, int height, int arcWidth, int arcHeight) {
        draw(new RoundRectangle2D.Double(x, y, width, height, arcWidth, arcHeight));
    }

    @Override
    public void fillRoundRect(int x, int y, int width, int height, int arcWidth, int arcHeight) {
        fill(new RoundRectangle2D.Double(x, y, width, height, arcWidth, arcHeight));
    }

    @Override
    public void drawOval(int x, int y, int width, int height) {
        draw(new Ellipse2D.Double(x, y, width, height));
    }

    @Override
    public void fillOval(int x, int y, int width, int height) {
        fill(new Ellipse2D.Double(x, y, width, height));
    }

    @Override
    public void drawArc(int x, int y, int width, int height, int start, int angle) {
        draw(new Arc2D.Double(x, y, width, height, start, angle, Arc2D.OPEN));
    }

    @Override
    public void fillArc(int x, int y, int width, int height, int start, int angle) {
        fill(new Arc2D.Double(x, y, width, height, start, angle, Arc2D.PIE));
    }

    private static Path2D through(int[] x, int[] y, int n) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < n; i++) {
            if (i == 0) {
                path.moveTo(x[i], y[i]);
            } else {
                path.lineTo(x[i], y[i]);
            }
        }
        return path;
    }

    private static Path2D around(int[] x, int[] y, int n) {
        Path2D path = through(x, y, n);
        if (n > 0) {
            path.closePath();
        }
        return path;
    }

    @Override
    public void drawPolyline(int[] x, int[] y, int n) {
        draw(through(x, y, n));
    }

    @Override
    public void drawPolygon(int[] x, int[] y, int n) {
        draw(around(x, y, n));
    }

    @Override
    public void fillPolygon(int[] x, int[] y, int n) {
        fill(around(x, y, n));
    }

    private static UnsupportedOperationException pixels() {
        return new UnsupportedOperationException("charts hold no pixels");
    }

    @Override
    public boolean drawImage(Image image, AffineTransform at, ImageObserver observer) {
        throw pixels();
    }

    @Override
    public void drawImage(BufferedImage image, BufferedImageOp op, int x, int y) {
        throw pixels();
    }

    @Override
    public void drawRenderedImage(RenderedImage image, AffineTransform at) {
        throw pixels();
    }

    @Override
    public void drawRenderableImage(RenderableImage image, AffineTransform at) {
        throw pixels();
    }

    @Override
    public boolean drawImage(Image image, int x, int y, ImageObserver observer) {
        throw pixels();
    }

    @Override
    public boolean drawImage(Image image, int x, int y, int width, int height, ImageObserver observer) {
        throw pixels();
    }

    @Override
    public boolean drawImage(Image image, int x, int y, Color ground, ImageObserver observer) {
        throw pixels();
    }

    @Override
    public boolean drawImage(Image image, int x, int y, int width, int height, Color ground, ImageObserver observer) {
        throw pixels();
    }

    @Override
    public boolean drawImage(
            Image image, int x1, int y1, int x2, int y2, int u1, int v1, int u2, int v2, ImageObserver observer) {
        throw pixels();
    }

    @Override
    public boolean drawImage(
            Image image,
            int x1,
            int y1,
            int x2,
            int y2,
            int u1,
            int v1,
            int u2,
            int v2,
            Color ground,
            ImageObserver observer) {
        throw pixels();
    }

    @Override
    public void copyArea(int x, int y, int width, int height, int dx, int dy) {
        throw pixels();
    }

    @Override
    public void setXORMode(Color color) {
        throw pixels();
    }

    @Override
    public void setPaintMode() {
        state.setPaintMode();
    }

    @Override
    public boolean hit(Rectangle area, Shape shape, boolean stroke) {
        return state.hit(area, shape, stroke);
    }

    @Override
    public GraphicsConfiguration getDeviceConfiguration() {
        return state.getDeviceConfiguration();
    }

    @Override
    public FontRenderContext getFontRenderContext() {
        return state.getFontRenderContext();
    }

    @Override
    public FontMetrics getFontMetrics(Font font) {
        return state.getFontMetrics(font);
    }

    @Override
    public Font getFont() {
        return state.getFont();
    }

    @Override
    public void setFont(Font font) {
        state.setFont(font);
    }

    @Override
    public Color getColor() {
        return state.getColor();
    }

    @Override
    public void setColor(Color color) {
        state.setColor(color);
    }

    @Override
    public Paint getPaint() {
        return state.getPaint();
    }

    @Override
    public void setPaint(Paint paint) {
        state.setPaint(paint);
    }

    @Override
    public Color getBackground() {
        return state.getBackground();
    }

    @Override
    public void setBackground(Color color) {
        state.setBackground(color);
    }

    @Override
    public Stroke getStroke() {
        return state.getStroke();
    }

    @Override
    public void setStroke(Stroke stroke) {
        state.setStroke(stroke);
    }

    @Override
    public Composite getComposite() {
        return state.getComposite();
    }

    @Override
    public void setComposite(Composite composite) {
        state.setComposite(composite);
    }

    @Override
    public void setRenderingHint(RenderingHints.Key key, @Nullable Object value) {
        if (value == null && key.equals(TITLE)) {
            RenderingHints hints = state.getRenderingHints();
            hints.remove(key);
            state.setRenderingHints(hints);
        } else {
            state.setRenderingHint(key, value);
        }
    }

    @Override
    public @Nullable Object getRenderingHint(RenderingHints.Key key) {
        return state.getRenderingHint(key);
    }

    @Override
    public void setRenderingHints(Map<?, ?> hints) {
        state.setRenderingHints(hints);
    }

    @Override
    public void addRenderingHints(Map<?, ?> hints) {
        state.addRenderingHints(hints);
    }

    @Override
    public RenderingHints getRenderingHints() {
        return state.getRenderingHints();
    }

    @Override
    public AffineTransform getTransform() {
        return state.getTransform();
    }

    @Override
    public void setTransform(AffineTransform at) {
        state.setTransform(at);
    }

    @Override
    public void transform(AffineTransform at) {
        state.transform(at);
    }

    @Override
    public void translate(int x, int y) {
        state.translate(x, y);
    }

    @Override
    public void translate(double x, double y) {
        state.translate(x, y);
    }

    @Override
    public void rotate(double angle) {
        state.rotate(angle);
    }

    @Override
    public void rotate(double angle, double x, double y) {
        state.rotate(angle, x, y);
    }

    @Override
    public void scale(double x, double y) {
        state.scale(x, y);
    }

    @Override
    public void shear(double x, double y) {
        state.shear(x, y);
    }

    @Override
    public @Nullable Shape getClip() {
        return state.getClip();
    }

    @Override
    public @Nullable Rectangle getClipBounds() {
        return state.getClipBounds();
    }

    @Override
    public void setClip(@Nullable Shape clip) {
        state.setClip(clip);
    }

    @Override
    public void setClip(int x, int y, int width, int height) {
        state.setClip(x, y, width, height);
    }

    @Override
    public void clip(@Nullable Shape clip) {
        state.clip(clip);
    }

    @Override
    public void clipRect(int x, int y, int width, int height) {
        state.clipRect(x, y, width, height);
    }
}
