package io.weightloom.runner.lease;

import io.weightloom.runner.database.H2Url;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who this process is to others, and how it is told to stop. */
@Configuration(proxyBeanMethods = false)
class LeaseConfiguration {

    @Bean
    RunnerId runnerId() {
        return RunnerId.current();
    }

    @Bean
    StopSignal stopSignal() {
        return new StopSignal();
    }

    @Bean
    @ConditionalOnMissingBean
    Pause pause() {
        return Pause::sleep;
    }

    @Bean
    Patience patience(
            DataSource database,
            @Value("${runner.database-patience}") Duration atMost,
            Clock clock,
            Pause pause,
            StopSignal stop) {
        return new Patience(database, atMost, clock, pause, stop);
    }

    /** H2 locks its file, so whoever has it open is alone, unless the URL says otherwise. */
    @Bean
    RunLeases.Exclusivity exclusivity(@Value("${spring.datasource.url:}") String url) {
        boolean alone = H2Url.of(url).filter(H2Url::isExclusive).isPresent();
        return () -> alone;
    }

    @Bean
    RunLeases runLeases(
            Leases leases,
            RunnerId self,
            RunLeases.Exclusivity exclusivity,
            @Value("${runner.lease}") Duration lease,
            Clock clock,
            Pause pause,
            StopSignal stop) {
        return new RunLeases(leases, self, exclusivity, lease, clock, pause, stop);
    }
}
