package io.weightloom.runner.guard;

import io.weightloom.runner.settings.Access;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/**
 * Knows users by their passwords. What bcrypt has taken once is known again by a keyed digest, whose key lives and ends
 * with the process: a page that looks every second would take a core otherwise. One password is tried at a time, so
 * that whoever guesses takes no more than a core. Safe for use by many threads.
 */
final class PasswordCheck implements AuthenticationManager {

    /** Of different users and passwords. */
    private static final int MOST_KNOWN = 100;

    private static final String DIGEST = "HmacSHA256";

    private static final int KEY_BYTES = 32;

    private final Map<String, Access.User> users;
    private final BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder();
    /** As slow to try as any, so that time tells nobody which names there are. */
    private final String nobody;

    private final SecretKeySpec key;
    private final Map<String, String> known = new LinkedHashMap<>(); // names by digests; guarded by itself

    PasswordCheck(Map<String, Access.User> users) {
        this.users = users;
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, DIGEST);
        this.nobody = users.values().iterator().next().hash();
    }

    @Override
    public Authentication authenticate(Authentication given) {
        String name = given.getName();
        String password = String.valueOf(given.getCredentials());
        String digest = digest(name, password);
        if (!isKnown(digest, name)) {
            tried(digest, name, password);
        }
        Access.User user = users.get(name);
        if (user == null) {
            throw new BadCredentialsException("No such user");
        }
        List<String> roles = user.role() == Access.Role.OPERATE
                ? List.of(Access.Role.READ.name(), Access.Role.OPERATE.name())
                : List.of(Access.Role.READ.name());
        return UsernamePasswordAuthenticationToken.authenticated(name, null, AuthorityUtils.createAuthorityList(roles));
    }

    private boolean isKnown(String digest, String name) {
        synchronized (known) {
            return name.equals(known.get(digest));
        }
    }

    private synchronized void tried(String digest, String name, String password) {
        Access.@Nullable User user = users.get(name);
        boolean right = bcrypt.matches(password, user == null ? nobody : user.hash());
        if (user == null || !right) {
            throw new BadCredentialsException("Wrong password");
        }
        synchronized (known) {
            if (known.size() >= MOST_KNOWN) {
                known.remove(known.keySet().iterator().next());
            }
            known.put(digest, name);
        }
    }

    private String digest(String name, String password) {
        try {
            Mac mac = Mac.getInstance(DIGEST);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal((name + '\0' + password).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every JDK has " + DIGEST, e);
        }
    }
}
